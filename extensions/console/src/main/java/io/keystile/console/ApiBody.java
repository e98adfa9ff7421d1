package io.keystile.console;

import io.keystile.console.ApiProblem.Fault;
import io.keystile.json.JsonException;
import io.keystile.json.JsonReader;
import io.keystile.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request: one JSON object, whose members are read one by one. What is wrong with them is noted, so that
 * a caller learns all of it at once. Used by one thread.
 */
final class ApiBody {
    static final String JSON = "application/json";
    static final String MERGE_PATCH = "application/merge-patch+json";
    static final int MAX_BYTES = 64 * 1024;

    private final byte[] bytes;
    private final JsonValue value;
    private final Map<String, JsonValue> members;
    private final List<Fault> faults = new ArrayList<>();

    private ApiBody(byte[] bytes, JsonValue value, Map<String, JsonValue> members) {
        this.bytes = bytes;
        this.value = value;
        this.members = members;
    }

    /**
     * Reads the body of a request.
     *
     * @param type the only media type that is accepted
     * @throws ApiProblem if it is of another type, too large, or no JSON object
     */
    static ApiBody read(Call call, String type) {
        List<String> types = call.request().headers("Content-Type");
        if (types.size() != 1 || !isType(types.get(0), type)) {
            throw ApiProblem.unsupportedType(type);
        }
        byte[] bytes = bytes(call);
        JsonValue value;
        try {
            value = JsonReader.read(bytes);
        } catch (JsonException e) {
            throw ApiProblem.malformed(e);
        }
        Map<String, JsonValue> members = value.properties();
        if (members == null) {
            throw ApiProblem.invalidBody(List.of(Fault.of(value.wrong("write an object, between { and }"))));
        }
        return new ApiBody(bytes, value, members);
    }

    private static byte[] bytes(Call call) {
        try {
            byte[] bytes = call.request().body(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw ApiProblem.tooLarge(MAX_BYTES);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isType(String given, String wanted) {
        String[] parts = given.toLowerCase(Locale.ROOT).split(";", -1);
        if (!parts[0].strip().equals(wanted)) {
            return false;
        }
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].strip().startsWith("charset=") && !parts[i].strip().matches("charset=\"?utf-8\"?")) {
                return false;
            }
        }
        return true;
    }

    /**
     * Requires that a request to an action that takes nothing has no body, or an empty object.
     *
     * @throws ApiProblem if it has another one
     */
    static void requireNone(Call call) {
        if (call.request().headers("Content-Type").isEmpty() && bytes(call).length == 0) {
            return;
        }
        ApiBody body = read(call, JSON);
        body.requireOnly(List.of());
        body.requireNoFaults();
    }

    byte[] bytes() {
        return bytes;
    }

    /** Notes members that are not among these. */
    void requireOnly(List<String> names) {
        members.forEach((name, member) -> {
            if (!names.contains(name)) {
                String known = names.isEmpty() ? "none is" : "write one of " + String.join(", ", names);
                faults.add(Fault.of(member.wrong("this member is not accepted here; " + known)));
            }
        });
    }

    /** Notes that a member is missing, if it is. */
    void requireMember(String name) {
        if (!members.containsKey(name)) {
            faults.add(Fault.of(value.wrong("add the member \"" + name + "\"")));
        }
    }

    /** Returns the result of {@code reader} for a member; null if it is missing or not accepted, which is noted. */
    <T> @Nullable T required(String name, Function<JsonValue, T> reader) {
        requireMember(name);
        JsonValue member = members.get(name);
        return member == null ? null : read(member, reader);
    }

    private <T> @Nullable T read(JsonValue member, Function<JsonValue, T> reader) {
        try {
            return member.checked(() -> reader.apply(member));
        } catch (JsonException e) {
            faults.add(Fault.of(e));
            return null;
        }
    }

    /** Returns a boolean; false if it is missing. */
    boolean flag(String name) {
        return change(name, false, (absent, member) -> member.flag());
    }

    /** Returns what a member makes of a value; the value as it is if it is missing, or not accepted, which is noted. */
    <T> T change(String name, T before, BiFunction<T, JsonValue, T> setter) {
        JsonValue member = members.get(name);
        T after = member == null ? null : read(member, each -> setter.apply(before, each));
        return after == null ? before : after;
    }

    /**
     * Requires that nothing was noted.
     *
     * @throws ApiProblem with all that was
     */
    void requireNoFaults() {
        if (!faults.isEmpty()) {
            throw ApiProblem.invalidBody(faults);
        }
    }
}
