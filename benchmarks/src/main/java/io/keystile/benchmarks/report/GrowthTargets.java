package io.keystile.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What a key is to take, and a start. */
final class GrowthTargets {
    private GrowthTargets() {}

    static List<Target> all() {
        Measure store = Measure.greatest("keys", "storeBytes", GrowthTargets::isMillion);
        Measure cache = Measure.greatest("keys", "cacheBytes", GrowthTargets::isMillion);
        return List.of(
                Target.atMost(400, "B", "bytes per key in cache and store, keys: 1000000", store.plus(cache)),
                start("median", "medianMillis"),
                start("greatest", "maxMillis"));
    }

    private static Target start(String which, String field) {
        return Target.below(150, "ms", "cold start, " + which, Measure.greatest("cold-start", field, row -> true));
    }

    private static boolean isMillion(JsonNode row) {
        return row.path("keys").asLong() == 1_000_000;
    }
}
