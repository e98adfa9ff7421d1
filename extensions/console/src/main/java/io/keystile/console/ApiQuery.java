package io.keystile.console;

import io.keystile.console.ApiProblem.Fault;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The query of a request: each field is known, and given once. Used by one thread. */
final class ApiQuery {
    static final String CURSOR = "cursor";
    static final String LIMIT = "limit";

    /** The most items on one page. */
    static final int MAX_PAGE = 100;

    private static final int USUAL_PAGE = 50;

    private final Fields fields;
    private final List<Fault> faults = new ArrayList<>();

    private ApiQuery(Fields fields) {
        this.fields = fields;
    }

    /**
     * Reads the query of a request.
     *
     * @param names the names of the fields that there may be
     * @throws ApiProblem if it has another field, or one twice
     */
    static ApiQuery of(Call call, List<String> names) {
        String text = call.request().query();
        Optional<Fields> fields = Fields.parse(text == null ? "" : text);
        if (fields.isEmpty()) {
            throw ApiProblem.invalidQuery(List.of(Fault.ofParameter("", "write two hexadecimal digits after each %")));
        }
        ApiQuery query = new ApiQuery(fields.get());
        for (String name : fields.get().names()) {
            if (!names.contains(name)) {
                String known = names.isEmpty() ? "there is none here" : "write one of " + String.join(", ", names);
                query.faults.add(Fault.ofParameter(name, "there is no such parameter; " + known));
            } else if (fields.get().all(name).size() > 1) {
                query.faults.add(Fault.ofParameter(name, "write this parameter once"));
            }
        }
        query.requireNoFaults();
        return query;
    }

    /** Returns a value that a field changes, if there is one; what the change refuses is noted. */
    <T> T apply(String name, T value, BiFunction<T, String, T> change) {
        if (!fields.has(name)) {
            return value;
        }
        try {
            return change.apply(value, fields.all(name).get(0));
        } catch (DateTimeException e) {
            faults.add(Fault.ofParameter(name, "write an instant like 2026-01-31T12:00:00Z"));
        } catch (IllegalArgumentException e) {
            faults.add(Fault.ofParameter(name, String.valueOf(e.getMessage())));
        }
        return value;
    }

    /** Returns the number of items on a page. */
    int limit() {
        return apply(LIMIT, USUAL_PAGE, (usual, text) -> {
            if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX_PAGE) {
                throw new IllegalArgumentException("write a number from 1 to " + MAX_PAGE);
            }
            return Integer.valueOf(text);
        });
    }

    /**
     * Returns the position that {@link #cursorOf} was given.
     *
     * @throws IllegalArgumentException if it is no cursor
     */
    static String positionOf(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw notACursor();
        }
    }

    static IllegalArgumentException notACursor() {
        return new IllegalArgumentException("write the \"next\" of the page before, or leave it out at first");
    }

    /** Returns an opaque cursor, which clients send back as it is. */
    static String cursorOf(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns this query for the page with another cursor, as a relative address. */
    String withCursor(String next) {
        return Stream.concat(
                        fields.names().stream()
                                .filter(name -> !name.equals(CURSOR))
                                .map(name ->
                                        name + "=" + encode(fields.all(name).get(0))),
                        Stream.of(CURSOR + "=" + next))
                .collect(Collectors.joining("&", "?", ""));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /**
     * Requires that nothing was refused.
     *
     * @throws ApiProblem with all that was
     */
    void requireNoFaults() {
        if (!faults.isEmpty()) {
            throw ApiProblem.invalidQuery(faults);
        }
    }
}
