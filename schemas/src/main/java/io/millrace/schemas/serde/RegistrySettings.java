package io.millrace.schemas.serde;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How to reach a schema registry.
 *
 * @param urls base addresses of one registry's nodes, with the path of its Confluent API if it has
 *     one; when a node doesn't answer, the next one is asked
 * @param properties as Confluent's clients name them: {@code basic.auth.*}, {@code bearer.auth.*},
 *     {@code ssl.*}, {@code http.*.timeout.ms}, {@code proxy.*}, each with or without the prefix
 *     {@code schema.registry.}
 */
public record RegistrySettings(List<String> urls, Map<String, String> properties)
        implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Pattern USER_INFO = Pattern.compile("//[^/@]*@");

    public RegistrySettings {
        urls = List.copyOf(urls);
        properties = Map.copyOf(properties);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("no URL of a schema registry is given; name one");
        }
        for (String url : urls) {
            if (!url.startsWith("http://") && !url.startsWith("https://")) {
                throw new IllegalArgumentException(
                        "\""
                                + withoutUserInfo(url)
                                + "\" is no URL of a schema registry: it starts with http:// or"
                                + " https://");
            }
        }
    }

    /** A registry that asks for neither credentials nor certificates. */
    public static RegistrySettings of(String... urls) {
        return new RegistrySettings(List.of(urls), Map.of());
    }

    /** The addresses for messages: without user and password. */
    String printableUrls() {
        return urls.stream()
                .map(RegistrySettings::withoutUserInfo)
                .collect(Collectors.joining(", "));
    }

    private static String withoutUserInfo(String url) {
        return USER_INFO.matcher(url).replaceFirst("//***@");
    }

    /** Names what is set, and no value: any of them might be a secret. */
    @Override
    public String toString() {
        return "RegistrySettings["
                + printableUrls()
                + new TreeMap<>(properties)
                        .keySet().stream()
                                .map(name -> ", " + name + "=***")
                                .collect(Collectors.joining())
                + "]";
    }
}
