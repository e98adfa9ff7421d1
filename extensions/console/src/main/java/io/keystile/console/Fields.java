package io.keystile.console;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The fields of a form or a query. Immutable. */
final class Fields {
    static final Fields NONE = new Fields(Map.of());

    private final Map<String, List<String>> values;

    private Fields(Map<String, List<String>> values) {
        this.values = values;
    }

    /** Parses {@code application/x-www-form-urlencoded} text in UTF-8; empty if it is malformed. */
    static Optional<Fields> parse(String text) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        try {
            for (String field : text.split("&", -1)) {
                if (!field.isEmpty()) {
                    int equals = field.indexOf('=');
                    String name = decode(equals < 0 ? field : field.substring(0, equals));
                    String value = equals < 0 ? "" : decode(field.substring(equals + 1));
                    values.computeIfAbsent(name, first -> new ArrayList<>()).add(value);
                }
            }
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return Optional.of(new Fields(values));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Returns the names of all fields. */
    Set<String> names() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /** Returns whether there is a field of this name. */
    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Returns the first value without surrounding blanks; empty if there is none. */
    String text(String name) {
        return all(name).stream().findFirst().map(String::strip).orElse("");
    }

    /** Returns all values, in order. */
    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }
}
