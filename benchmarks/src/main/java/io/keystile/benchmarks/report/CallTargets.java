package io.keystile.benchmarks.report;

import static io.keystile.benchmarks.report.Measure.bytes;
import static io.keystile.benchmarks.report.Measure.nanos;

import java.util.List;
import java.util.stream.Stream;

/** What a call is to cost, however it ends. */
final class CallTargets {
    private static final List<String> KEYS = List.of("100000", "1");
    private static final String KEYSTILE = "implementation=keystile";
    private static final Measure FLOOR = nanos("hash", "method=sha256Floor");
    private static final Measure GRANTED = denial("granted");
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

    private CallTargets() {}

    static List<Target> all() {
        return Stream.of(
                        cost(),
                        KEYS.stream().map(CallTargets::lead),
                        KEYS.stream().map(CallTargets::scale),
                        denials(),
                        counting())
                .flatMap(targets -> targets)
                .toList();
    }

    private static Stream<Target> cost() {
        String[] ours = {"implementation=keystileWithListener", "keys=100000", "outcome=granted"};
        String[] nobody = {"implementation=none", "keys=100000", "outcome=granted"};
        return Stream.of(
                Target.atMost(
                        6,
                        "×",
                        "granted call with a listener, 100,000 keys, less `none`, to raw SHA-256",
                        nanos("authenticate", ours)
                                .minus(nanos("authenticate", nobody))
                                .over(FLOOR)),
                Target.atMost(
                        48,
                        "B",
                        "granted call with a listener, 100,000 keys, less `none`",
                        bytes("authenticate", ours).minus(bytes("authenticate", nobody))));
    }

    private static Target lead(String keys) {
        Measure glued = nanos("authenticate", "implementation=glued", "keys=" + keys, "outcome=granted");
        return Target.atLeast(
                8, "×", "`glued` to `keystile`, granted, keys: " + keys, glued.over(granted("authenticate", keys)));
    }

    /** Both threads make a call in the time of one, so the throughput is twice what one call's time says. */
    private static Target scale(String keys) {
        Measure throughput =
                granted("authenticate", keys).over(granted("threads", keys)).times(2);
        return Target.atLeast(1.8, "×", "throughput of two threads to one, keys: " + keys, throughput);
    }

    private static Stream<Target> denials() {
        List<Measure> all = DENIALS.stream().map(CallTargets::denial).toList();
        return Stream.of(
                Target.atMost(0.5, "×", "`malformed` to `granted`", toGranted(denial("malformed"))),
                Target.atMost(1, "×", "`unknown` to `granted`", toGranted(denial("unknown"))),
                Target.atMost(2, "×", "the slowest denial to `granted`", toGranted(Measure.greatest(all))));
    }

    /** The usage meter's part; less than a byte is what the profiler finds where nothing is allocated. */
    private static Stream<Target> counting() {
        String what = "counting a call of a key that the meter knows";
        return Stream.of(
                Target.atMost(25, "ns", what, nanos("usage", "keys=1")),
                Target.below(1, "B", what, bytes("usage", "keys=1")));
    }

    private static Measure toGranted(Measure denial) {
        return denial.over(GRANTED);
    }

    private static Measure denial(String outcome) {
        return nanos("denials", KEYSTILE, "keys=1", "outcome=" + outcome);
    }

    private static Measure granted(String file, String keys) {
        return nanos(file, KEYSTILE, "keys=" + keys, "outcome=granted");
    }
}
