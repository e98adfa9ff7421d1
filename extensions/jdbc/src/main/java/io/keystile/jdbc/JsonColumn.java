package io.keystile.jdbc;

import io.keystile.json.JsonReader;
import io.keystile.json.JsonValue;
import io.keystile.json.JsonWriter;
import io.keystile.json.RateLimitJson;
import io.keystile.ratelimit.RateLimit;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lists and maps as the JSON text of one column. A text of another form is an {@link IllegalArgumentException} that
 * names the column.
 */
final class JsonColumn {
    /** Most columns of most rows have this value, so it is not parsed. */
    private static final String NO_ITEMS = "[]";

    private static final String NO_ENTRIES = "{}";

    private JsonColumn() {}

    static String ofTexts(Collection<?> texts) {
        return JsonWriter.texts(texts).toString();
    }

    static <T> List<T> readTexts(String column, @Nullable String json, Function<String, T> parser) {
        return NO_ITEMS.equals(json) ? List.of() : value(column, json).textsAs(parser);
    }

    static <T> SortedSet<T> readSorted(String column, @Nullable String json, Function<String, T> parser) {
        return NO_ITEMS.equals(json) ? Collections.emptySortedSet() : new TreeSet<>(readTexts(column, json, parser));
    }

    static String ofLimits(List<RateLimit> limits) {
        return RateLimitJson.write(limits).toString();
    }

    static List<RateLimit> readLimits(String column, @Nullable String json) {
        return NO_ITEMS.equals(json)
                ? List.of()
                : value(column, json).items().stream().map(RateLimitJson::read).toList();
    }

    static String ofMap(Map<String, String> map) {
        return JsonWriter.textMap(map).toString();
    }

    static Map<String, String> readMap(String column, @Nullable String json) {
        return NO_ENTRIES.equals(json) ? Map.of() : value(column, json).textMap();
    }

    private static JsonValue value(String column, @Nullable String json) {
        if (json == null) {
            throw new IllegalArgumentException(column + " is null");
        }
        return JsonReader.read(json, column);
    }
}
