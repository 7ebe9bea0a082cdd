package io.millrace.jobs.cli;

import io.millrace.jobs.cli.backfill.OffsetRange;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.problem.NearestName;

import picocli.CommandLine.Option;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A range of topics by offsets: {@code transactions=0:100,1:250}. */
final class OffsetOptions {
    private static final String FROM = "--from-offsets";
    private static final String TO = "--to-offsets";

    @Option(
            names = FROM,
            paramLabel = "SOURCE=PARTITION:OFFSET,…",
            description = {
                "Of the first source's topic, the first records that have rows;",
                "all before them are read as history. Other partitions: all."
            })
    private List<String> from = List.of();

    @Option(
            names = TO,
            paramLabel = "SOURCE=PARTITION:OFFSET,…",
            description = {
                "The first records that aren't read, of any source's topic.",
                "Other partitions are read up to their end."
            })
    private List<String> to = List.of();

    boolean isGiven() {
        return !from.isEmpty() || !to.isEmpty();
    }

    /**
     * @throws CommandFailure if they aren't of this form, or of another source
     */
    OffsetRange range(Pipeline pipeline) {
        List<String> sources = pipeline.sources().stream().map(s -> s.name().value()).toList();
        Map<Integer, Map<Integer, Long>> first = parse(FROM, from, sources);
        first.keySet().stream()
                .filter(source -> source != 0)
                .findFirst()
                .ifPresent(
                        source -> {
                            throw CommandFailure.usage(
                                    FROM
                                            + " names "
                                            + sources.get(source)
                                            + ", and rows are those of "
                                            + sources.get(0)
                                            + "'s events",
                                    TO + " takes any source");
                        });
        return new OffsetRange(first.getOrDefault(0, Map.of()), parse(TO, to, sources));
    }

    private static Map<Integer, Map<Integer, Long>> parse(
            String option, List<String> given, List<String> sources) {
        Map<Integer, Map<Integer, Long>> bySource = new TreeMap<>();
        for (String one : given) {
            int equals = one.indexOf('=');
            if (equals < 1 || equals == one.length() - 1) {
                throw malformed(option, one);
            }
            String source = one.substring(0, equals);
            int index = sources.indexOf(source);
            if (index < 0) {
                throw CommandFailure.usage(
                        option + ": there is no source \"" + source + "\"",
                        NearestName.of(source, sources)
                                .map(nearest -> "did you mean \"" + nearest + "\"?")
                                .orElse("there are: " + String.join(", ", sources)));
            }
            Map<Integer, Long> offsets = bySource.computeIfAbsent(index, i -> new TreeMap<>());
            for (String pair : one.substring(equals + 1).split(",", -1)) {
                put(option, one, pair, offsets);
            }
        }
        return bySource;
    }

    private static void put(String option, String whole, String pair, Map<Integer, Long> offsets) {
        if (!pair.strip().matches("\\d{1,9}:\\d{1,18}")) {
            throw malformed(option, whole);
        }
        String[] parts = pair.strip().split(":", 2);
        int partition = Integer.parseInt(parts[0]);
        if (offsets.put(partition, Long.parseLong(parts[1])) != null) {
            throw CommandFailure.usage(option + " names partition " + partition + " twice");
        }
    }

    private static CommandFailure malformed(String option, String given) {
        return CommandFailure.usage(
                option + " is \"" + given + "\"",
                "it's written SOURCE=PARTITION:OFFSET,PARTITION:OFFSET such as"
                        + " transactions=0:100,1:250");
    }
}
