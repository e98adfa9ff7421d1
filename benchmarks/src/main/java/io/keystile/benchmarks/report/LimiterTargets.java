package io.keystile.benchmarks.report;

import static io.keystile.benchmarks.report.Measure.field;
import static io.keystile.benchmarks.report.Measure.least;
import static io.keystile.benchmarks.report.Measure.nanos;
import static io.keystile.benchmarks.report.Target.atMost;

import java.util.ArrayList;
import java.util.List;

/** The bounds of the limiter within one process. */
final class LimiterTargets {
    static final List<String> PEERS = List.of("bucket4j", "resilience4j", "guava", "failsafe");

    /** Without Resilience4j, which parks a thread whose swap failed, so that the other thread goes on alone. */
    private static final List<String> PEERS_THAT_DO_NOT_PARK = List.of("bucket4j", "guava", "failsafe");

    private static final String KEYSTILE = "implementation=keystile";

    private LimiterTargets() {}

    static List<Area> areas() {
        return List.of(
                new Area("Limiter compared with its fastest peer", times()),
                new Area(
                        "Limiter from two threads, compared with its fastest peer that does not park",
                        List.of(fromTwoThreads("admit"), fromTwoThreads("deny"))),
                new Area("Accuracy of the limiter", accuracy()),
                new Area("Bytes of a limiter", memory()));
    }

    private static List<Target> times() {
        List<Target> targets = new ArrayList<>();
        for (String keys : List.of("1", "100000")) {
            for (String limit : List.of("exact", "large")) {
                for (String outcome : List.of("admit", "deny")) {
                    String settings = "limit=" + limit + " outcome=" + outcome + " keys=" + keys;
                    String what = limit + ", " + outcome + ", keys: " + keys;
                    targets.add(atMost(1, "×", what, relativeTo(PEERS, "limiter", settings)));
                }
            }
        }
        return targets;
    }

    private static Target fromTwoThreads(String outcome) {
        String settings = "limit=exact outcome=" + outcome + " keys=1";
        return atMost(1.3, "×", outcome, relativeTo(PEERS_THAT_DO_NOT_PARK, "limiter-threads", settings));
    }

    private static Measure relativeTo(List<String> peers, String file, String settings) {
        Measure fastest = least(peers, peer -> nanos(file, "implementation=" + peer + " " + settings));
        return nanos(file, KEYSTILE + " " + settings).over(fastest);
    }

    private static List<Target> accuracy() {
        return List.of(
                atMost(0, "", "calls admitted beyond the limit", field("accuracy", "overAdmissions", KEYSTILE)),
                atMost(
                        0,
                        "",
                        "calls denied within a limit of 100",
                        field("accuracy", "falseDenials", KEYSTILE + " permits=100")),
                atMost(1, "/64 of a window", "latest return of capacity", field("accuracy", "latestReturn", KEYSTILE)));
    }

    private static List<Target> memory() {
        return List.of(
                atMost(200, "B", "quiet key", field("memory", "bytesPerKey", KEYSTILE + " use=quiet")),
                atMost(1_000, "B", "active key", field("memory", "bytesPerKey", KEYSTILE + " use=active")));
    }
}
