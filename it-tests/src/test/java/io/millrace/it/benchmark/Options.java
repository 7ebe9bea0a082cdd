package io.millrace.it.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the benchmark is asked for, as {@code --name value}.
 *
 * @param parts of it: {@code pass-through}, {@code serve}, {@code windows}, {@code sql}, {@code
 *     latency}, {@code backfill}
 * @param keys distributions, such as {@code uniform,zipf}
 * @param rows of the topic that pass-through and serve read
 * @param sqlRows of the topic that SQL and serve read
 * @param windowRows of the topic that serve reads with windows of several lengths and numbers
 * @param backfillRows of the Parquet file
 * @param latencySeconds that latencies are measured, after a third as long to get warm
 * @param serve variants of serve: {@code order/duplicates_within}; the first is the one that's
 *     compared
 * @param repeats of each run on {@code rows}
 * @param output the JSON file
 */
record Options(
        List<String> parts,
        List<Keys.Distribution> keys,
        int rows,
        int sqlRows,
        int windowRows,
        int backfillRows,
        int latencySeconds,
        int accounts,
        int merchants,
        int days,
        long seed,
        List<String> serve,
        int repeats,
        Map<String, String> flink,
        Path output) {

    private static final Map<String, String> DEFAULTS =
            Map.ofEntries(
                    Map.entry("parts", "pass-through,serve,windows,sql,latency,backfill"),
                    Map.entry("keys", "uniform,zipf"),
                    Map.entry("rows", "4000000"),
                    Map.entry("sql-rows", "300000"),
                    Map.entry("window-rows", "1000000"),
                    Map.entry("backfill-rows", "1000000"),
                    Map.entry("latency-seconds", "60"),
                    Map.entry("accounts", "100000"),
                    Map.entry("merchants", "10000"),
                    Map.entry("days", "14"),
                    Map.entry("seed", "20261121"),
                    Map.entry("serve", "event-time/off,event-time/1h"),
                    Map.entry("repeats", "1"),
                    Map.entry("flink", ""),
                    Map.entry("output", "target/benchmark.json"));

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException if an option isn't known or has no value
     */
    static Options of(String[] arguments) {
        var given = new TreeMap<>(DEFAULTS);
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i].replaceFirst("^--", "");
            if (!DEFAULTS.containsKey(name) || i + 1 == arguments.length) {
                throw new IllegalArgumentException(
                        "\"%s\" isn't one of --%s with a value"
                                .formatted(
                                        arguments[i],
                                        String.join(", --", new TreeMap<>(DEFAULTS).keySet())));
            }
            given.put(name, arguments[i + 1]);
        }
        return new Options(
                list(given, "parts"),
                list(given, "keys").stream()
                        .map(key -> Keys.Distribution.valueOf(key.toUpperCase(Locale.ROOT)))
                        .toList(),
                number(given, "rows"),
                number(given, "sql-rows"),
                number(given, "window-rows"),
                number(given, "backfill-rows"),
                number(given, "latency-seconds"),
                number(given, "accounts"),
                number(given, "merchants"),
                number(given, "days"),
                number(given, "seed"),
                list(given, "serve"),
                number(given, "repeats"),
                settings(list(given, "flink")),
                Path.of(String.valueOf(given.get("output"))));
    }

    /** Whether a part is asked for. */
    boolean has(String part) {
        return parts.contains(part);
    }

    private static List<String> list(Map<String, String> given, String name) {
        var parts = new ArrayList<>(List.of(String.valueOf(given.get(name)).split(",", -1)));
        parts.removeIf(String::isBlank);
        return parts;
    }

    private static int number(Map<String, String> given, String name) {
        return Integer.parseInt(String.valueOf(given.get(name)));
    }

    private static Map<String, String> settings(List<String> pairs) {
        var settings = new TreeMap<String, String>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            settings.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return settings;
    }
}
