package io.keystile.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What the allowlist is to cost. */
final class AllowlistTargets {
    private static final List<String> PEERS = List.of("ipaddress", "spring", "commonsNet");

    private AllowlistTargets() {}

    static List<Target> all() {
        List<Target> targets = new ArrayList<>(List.of(
                time(40, "bytes", "100000"),
                time(90, "text", "100000"),
                time(10, "bytes", "10"),
                time(40, "text", "10")));
        for (String ranges : List.of("1000", "100000")) {
            targets.add(lead("bytes", ranges));
            targets.add(lead("text", ranges));
        }
        targets.add(Target.below(
                2_000,
                "ms",
                "allowlist: building 1,000,000 ranges",
                Measure.greatest("ranges", "buildMillis", AllowlistTargets::isMillion)));
        targets.add(Target.below(
                64_000_000,
                "B",
                "allowlist: 1,000,000 ranges",
                Measure.greatest("ranges", "retainedBytes", AllowlistTargets::isMillion)));
        return targets;
    }

    private static Target time(double bound, String form, String ranges) {
        return Target.atMost(
                bound, "ns", "allowlist: " + form + ", ranges: " + ranges, nanos("keystile", form, ranges));
    }

    private static Target lead(String form, String ranges) {
        Measure fastest = Measure.least(
                PEERS.stream().map(peer -> nanos(peer, form, ranges)).toList());
        return Target.atLeast(
                10,
                "×",
                "allowlist: fastest peer to `keystile`, " + form + ", ranges: " + ranges,
                fastest.over(nanos("keystile", form, ranges)));
    }

    private static Measure nanos(String implementation, String form, String ranges) {
        return Measure.nanos(
                "allowlist", "implementation=" + implementation, "form=" + form, "ranges=" + ranges, "outcome=hit");
    }

    private static boolean isMillion(JsonNode row) {
        return row.path("ranges").asLong() == 1_000_000;
    }
}
