package io.keystile.benchmarks.report;

import static io.keystile.benchmarks.report.Measure.bytes;
import static io.keystile.benchmarks.report.Measure.field;
import static io.keystile.benchmarks.report.Measure.greatest;
import static io.keystile.benchmarks.report.Measure.nanos;
import static io.keystile.benchmarks.report.Target.atLeast;
import static io.keystile.benchmarks.report.Target.atMost;
import static io.keystile.benchmarks.report.Target.below;

import java.util.List;

/** The bounds of an authenticated call: granted, denied, and counted. */
final class CallTargets {
    private static final List<String> DENIALS = List.of(
            "noCredential",
            "malformed",
            "unknown",
            "wrongSecret",
            "revoked",
            "expired",
            "addressNotAllowed",
            "permissionMissing",
            "limitExceeded");
    private static final String CALLS = "authenticate";
    private static final String KEYSTILE = "keystile";
    private static final String RATIO = "×";

    /** Chance exceeds this value of t about once in 100,000 experiments. */
    private static final double CRITICAL_T = 4.5;

    private CallTargets() {}

    static List<Area> areas() {
        return List.of(
                new Area(
                        "Granted call compared with glued code",
                        List.of(
                                comparedWithGlued(6, CALLS, "1"),
                                comparedWithGlued(6, CALLS, "100000"),
                                comparedWithGlued(5, "millions", "1000000"))),
                new Area("Bytes of a granted call", List.of(bytesOfCall("1"), bytesOfCall("100000"))),
                new Area("Time added by a listener", List.of(timeOfListener("1"), timeOfListener("100000"))),
                new Area("Denial compared with a granted call", denials()),
                new Area("Timing experiment", timing()),
                new Area("Counting a call", counting()));
    }

    private static Target comparedWithGlued(double factor, String file, String keys) {
        Measure ratio = nanos(file, call("glued", keys)).over(nanos(file, call(KEYSTILE, keys)));
        return atLeast(factor, RATIO, "keys: " + keys, ratio);
    }

    private static Target bytesOfCall(String keys) {
        Measure allocated = bytes(CALLS, call(KEYSTILE, keys)).minus(bytes(CALLS, call("none", keys)));
        // At most 120: the profiler adds fractions of a byte.
        return below(121, "B", "keys: " + keys, allocated);
    }

    private static Target timeOfListener(String keys) {
        Measure added = nanos(CALLS, call("keystileWithListener", keys)).minus(nanos(CALLS, call(KEYSTILE, keys)));
        return atMost(60, "ns", "keys: " + keys, added);
    }

    private static String call(String implementation, String keys) {
        return "outcome=granted implementation=" + implementation + " keys=" + keys;
    }

    private static List<Target> denials() {
        return List.of(
                atMost(0.35, RATIO, "malformed key", relativeToGranted("malformed")),
                atMost(0.8, RATIO, "unknown key", relativeToGranted("unknown")),
                atMost(1, RATIO, "slowest", greatest(DENIALS, CallTargets::relativeToGranted)));
    }

    private static Measure relativeToGranted(String outcome) {
        String settings = "implementation=keystile keys=1 outcome=";
        return nanos("denials", settings + outcome).over(nanos("denials", settings + "granted"));
    }

    private static List<Target> timing() {
        return List.of(
                atMost(CRITICAL_T, "", "null control, t without its sign", t("nullControl")),
                atLeast(CRITICAL_T, "", "positive control, t without its sign", t("positiveControl")),
                atMost(CRITICAL_T, "", "near miss, t without its sign", t("nearMiss")),
                atMost(
                        30,
                        "ns",
                        "unknown id compared with a wrong secret",
                        field("timing", "nanos", "comparison=unknownId").absolute()));
    }

    private static Measure t(String comparison) {
        return field("timing", "t", "comparison=" + comparison).absolute();
    }

    private static List<Target> counting() {
        return List.of(
                atMost(25, "ns", "time", nanos("usage", "keys=1")),
                // The profiler reports a fraction of a byte where nothing is allocated.
                below(1, "B", "bytes", bytes("usage", "keys=1")));
    }
}
