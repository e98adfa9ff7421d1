package io.keystile.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the limiter is to cost, and how right it is to be. */
final class LimiterTargets {
    private static final List<String> PEERS = List.of("bucket4j", "resilience4j", "guava", "failsafe");
    private static final List<String> OUTCOMES = List.of("admit", "deny");
    private static final Predicate<JsonNode> OURS =
            row -> row.path("implementation").asText().equals("keystile");

    private LimiterTargets() {}

    static List<Target> all() {
        List<Target> targets = new ArrayList<>();
        for (String keys : List.of("1", "100000")) {
            for (String limit : List.of("exact", "large")) {
                OUTCOMES.forEach(outcome -> targets.add(lead("limiter", keys, limit, outcome)));
            }
        }
        OUTCOMES.forEach(outcome -> targets.add(lead("limiter-threads", "1", "exact", outcome)));
        targets.add(
                Target.atMost(0, "", "limiter: over-admissions", Measure.greatest("accuracy", "overAdmissions", OURS)));
        targets.add(Target.atMost(
                0,
                "",
                "limiter: calls denied despite room, limits up to 128",
                Measure.greatest("accuracy", "falseDenials", OURS.and(LimiterTargets::isExact))));
        targets.add(Target.atMost(
                1,
                "/64 of a window",
                "limiter: latest return of capacity",
                Measure.greatest("accuracy", "latestReturn", OURS)));
        targets.add(memory(1_100, "active"));
        targets.add(memory(200, "quiet"));
        return targets;
    }

    private static Target lead(String file, String keys, String limit, String outcome) {
        String[] settings = {"keys=" + keys, "limit=" + limit, "outcome=" + outcome};
        Measure fastest = Measure.least(
                PEERS.stream().map(peer -> nanos(file, peer, settings)).toList());
        String threads = file.endsWith("threads") ? ", two threads" : "";
        return Target.atMost(
                0.6,
                "×",
                "limiter to its fastest peer, " + limit + ", " + outcome + ", keys: " + keys + threads,
                nanos(file, "keystile", settings).over(fastest));
    }

    private static Measure nanos(String file, String implementation, String... settings) {
        return Measure.nanos(
                file,
                Stream.concat(Stream.of("implementation=" + implementation), Stream.of(settings))
                        .toArray(String[]::new));
    }

    private static boolean isExact(JsonNode row) {
        return row.path("permits").asLong() <= 128;
    }

    private static Target memory(double bytes, String use) {
        Predicate<JsonNode> rows = OURS.and(row -> row.path("use").asText().equals(use));
        return Target.atMost(
                bytes, "B", "limiter: bytes per " + use + " key", Measure.greatest("memory", "bytesPerKey", rows));
    }
}
