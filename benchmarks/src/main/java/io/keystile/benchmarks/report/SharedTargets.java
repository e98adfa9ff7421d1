package io.keystile.benchmarks.report;

import static io.keystile.benchmarks.report.Measure.field;
import static io.keystile.benchmarks.report.Measure.greatest;
import static io.keystile.benchmarks.report.Measure.least;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The bounds that a limiter shared by nodes is meant to meet, beside its peers. */
final class SharedTargets {
    private static final List<String> PEERS = List.of("bucket4j", "redisson");
    private static final String RATIO = "×";

    /** Every setting in which limiters are compared. */
    private static final List<String> SETTINGS = Stream.of("admit", "deny")
            .map(outcome -> "outcome=" + outcome)
            .flatMap(setting -> Stream.of("1", "10000").map(keys -> setting + " keys=" + keys))
            .flatMap(setting -> Stream.of("1", "8").map(threads -> setting + " threads=" + threads))
            .toList();

    private SharedTargets() {}

    static List<Area> areas() {
        List<Target> targets = new ArrayList<>(of("keystileLettuce"));
        targets.addAll(of("keystileJedis"));
        targets.addAll(ofLeases());
        return List.of(new Area("Limits shared by nodes", targets));
    }

    /** Returns the targets of one of our limiters, which is meant to be as fast as its peers. */
    private static List<Target> of(String ours) {
        String name = "`" + ours + "`: ";
        List<Target> targets = new ArrayList<>();
        SETTINGS.forEach(setting -> targets.add(throughput(ours, 1, setting)));
        targets.add(Target.atLeast(
                1,
                RATIO,
                name + "median of the faster peer relative to it, least of all settings",
                least(SETTINGS, setting -> speed(ours, setting, SharedTrial::medianMicros))));
        targets.add(Target.atLeast(
                1,
                RATIO,
                name + "99th percentile of the faster peer relative to it, least of all settings",
                least(SETTINGS, setting -> speed(ours, setting, SharedTrial::p99Micros))));
        Measure trips = greatest(
                SETTINGS, setting -> roundTrips(ours, setting).over(least(PEERS, peer -> roundTrips(peer, setting))));
        targets.add(Target.atMost(
                1, RATIO, name + "round trips relative to the peer with fewer, most of all settings", trips));
        Measure bytes = field("shared-memory", "bytesPerKey", "implementation=" + ours);
        targets.add(Target.atMost(1_400, "B", name + "bytes of the server per key, most of all limits", bytes));
        targets.add(overAdmissions(ours));
        return targets;
    }

    /** Returns the targets of our limiter with leases, which are for keys that are called often. */
    private static List<Target> ofLeases() {
        List<Target> targets = new ArrayList<>();
        SETTINGS.stream()
                .filter(setting -> setting.startsWith("outcome=admit keys=1 "))
                .forEach(setting -> targets.add(throughput("keystileLeased", 50, setting)));
        targets.add(overAdmissions("keystileLeased"));
        return targets;
    }

    private static Target throughput(String ours, double factor, String setting) {
        Measure fastest = greatest(PEERS, peer -> time(peer, setting, SharedTrial::callsPerSecond));
        Measure ratio = time(ours, setting, SharedTrial::callsPerSecond).over(fastest);
        String where = setting.replace("=", ": ").replace(" keys", ", keys").replace(" threads", ", threads");
        return Target.atLeast(factor, RATIO, "`" + ours + "`: throughput relative to the faster peer, " + where, ratio);
    }

    private static Target overAdmissions(String ours) {
        Measure over = field("shared-accuracy", "overAdmissions", "implementation=" + ours);
        return Target.atMost(0, "", "`" + ours + "`: calls of three nodes admitted beyond the limit", over);
    }

    private static Measure time(String implementation, String setting, ToDoubleFunction<SharedTrial> figure) {
        return SharedTrial.measure("implementation=" + implementation + " " + setting, figure);
    }

    private static Measure speed(String ours, String setting, ToDoubleFunction<SharedTrial> micros) {
        return least(PEERS, peer -> time(peer, setting, micros)).over(time(ours, setting, micros));
    }

    private static Measure roundTrips(String implementation, String setting) {
        return field("shared-costs", "roundTrips", "implementation=" + implementation + " " + setting);
    }
}
