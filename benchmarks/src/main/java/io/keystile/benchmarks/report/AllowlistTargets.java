package io.keystile.benchmarks.report;

import static io.keystile.benchmarks.report.Measure.field;
import static io.keystile.benchmarks.report.Measure.least;
import static io.keystile.benchmarks.report.Measure.nanos;
import static io.keystile.benchmarks.report.Target.atLeast;
import static io.keystile.benchmarks.report.Target.atMost;
import static io.keystile.benchmarks.report.Target.below;

import java.util.ArrayList;
import java.util.List;

/** The bounds of an allowlist of addresses. */
final class AllowlistTargets {
    private static final List<String> PEERS = List.of("ipaddress", "spring", "commonsNet");

    private AllowlistTargets() {}

    static List<Area> areas() {
        List<Target> targets = new ArrayList<>();
        targets.add(time(40, "bytes", "100000"));
        targets.add(time(90, "text", "100000"));
        targets.add(time(10, "bytes", "10"));
        targets.add(time(40, "text", "10"));
        Measure build = field("ranges", "buildMillis", "ranges=1000000");
        targets.add(below(2_000, "ms", "time to build 1,000,000 ranges", build));
        Measure retained = field("ranges", "retainedBytes", "ranges=1000000");
        targets.add(below(64_000_000, "B", "memory of 1,000,000 ranges", retained));
        List<Target> ratios = new ArrayList<>();
        for (String ranges : List.of("1000", "100000")) {
            for (String form : List.of("bytes", "text")) {
                Measure fastest = least(PEERS, peer -> lookUp(peer, form, ranges));
                String what = form + ", ranges: " + ranges;
                ratios.add(atLeast(10, "×", what, fastest.over(lookUp("keystile", form, ranges))));
            }
        }
        return List.of(new Area("Allowlist", targets), new Area("Allowlist compared with its fastest peer", ratios));
    }

    private static Target time(double nanos, String form, String ranges) {
        return atMost(nanos, "ns", form + ", ranges: " + ranges, lookUp("keystile", form, ranges));
    }

    private static Measure lookUp(String implementation, String form, String ranges) {
        return nanos(
                "allowlist", "outcome=hit implementation=" + implementation + " form=" + form + " ranges=" + ranges);
    }
}
