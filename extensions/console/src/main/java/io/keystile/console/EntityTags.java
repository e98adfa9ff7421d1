package io.keystile.console;

import io.keystile.adapter.HttpHeader;
import java.util.Arrays;
import java.util.List;

/** Writes the version of a record as an entity tag, and compares it with {@code If-Match} (RFC 9110, 13.1.1). */
final class EntityTags {
    private EntityTags() {}

    static String of(long version) {
        return "\"" + version + "\"";
    }

    /**
     * Requires that the caller has seen this version. A weak tag is accepted too: a proxy that compresses a response
     * makes its tag weak, and the version names the state of the record in any coding.
     *
     * @throws ApiProblem if the caller has seen another version, or does not say which
     */
    static void requireSeen(Call call, long version) {
        List<String> lines = call.request().headers("If-Match");
        if (lines.isEmpty()) {
            throw ApiProblem.preconditionRequired();
        }
        String tag = of(version);
        boolean seen = lines.stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .anyMatch(each -> each.equals("*") || each.equals(tag) || each.equals("W/" + tag));
        if (!seen) {
            throw ApiProblem.changedSince(new HttpHeader("ETag", tag));
        }
    }
}
