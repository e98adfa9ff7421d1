package io.keystile.benchmarks.report;

import static io.keystile.benchmarks.report.Measure.field;
import static io.keystile.benchmarks.report.Target.atMost;

import java.util.List;

/** The bounds of the memory of keys and of the start of a process. */
final class GrowthTargets {
    private GrowthTargets() {}

    static List<Area> areas() {
        return List.of(
                new Area(
                        "Bytes of each of 1,000,000 keys",
                        List.of(
                                atMost(340, "B", "in the cache", bytes("cacheBytes")),
                                atMost(500, "B", "in the in-memory store", bytes("storeBytes")))),
                new Area("Cold start", List.of(atMost(100, "ms", "median", field("cold-start", "medianMillis", "")))));
    }

    private static Measure bytes(String field) {
        return field("keys", field, "keys=1000000");
    }
}
