package io.keystile.benchmarks.report;

import static io.keystile.benchmarks.report.Measure.bytes;
import static io.keystile.benchmarks.report.Measure.field;
import static io.keystile.benchmarks.report.Measure.greatest;
import static io.keystile.benchmarks.report.Measure.least;
import static io.keystile.benchmarks.report.Measure.nanos;
import static io.keystile.benchmarks.report.Target.atLeast;
import static io.keystile.benchmarks.report.Target.atMost;
import static io.keystile.benchmarks.report.Target.below;

import java.util.ArrayList;
import java.util.List;

/** The bounds that the library is meant to meet, and the table that compares them with the results. */
final class Targets {
    static final List<String> LIMITER_PEERS = List.of("bucket4j", "resilience4j", "guava", "failsafe");

    private static final List<String> ALLOWLIST_PEERS = List.of("ipaddress", "spring", "commonsNet");
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
    private static final String OURS = "implementation=keystile";
    private static final String RATIO = "×";

    private final List<Target> all = new ArrayList<>();

    private Targets() {
        addGrantedCall();
        addDenialsAndCounting();
        addLimiter();
        all.addAll(SharedTargets.of("keystileLettuce", 1));
        all.addAll(SharedTargets.of("keystileJedis", 1));
        all.addAll(SharedTargets.ofLeases());
        addAllowlist();
        addGrowth();
    }

    static String table(List<Run> runs) {
        List<String> heading = new ArrayList<>(List.of("figure", "target"));
        runs.forEach(run -> heading.add(run.name()));
        Table table = new Table(heading, 2);
        for (Target target : new Targets().all) {
            List<String> cells = new ArrayList<>(List.of(target.what(), target.boundText()));
            runs.forEach(run -> cells.add(target.verdict(run)));
            table.add(cells);
        }
        return table.toString();
    }

    private void addGrantedCall() {
        String listener = "implementation=keystileWithListener keys=100000 outcome=granted";
        String none = "implementation=none keys=100000 outcome=granted";
        String what = "granted call with a listener, minus `none`, keys: 100000";
        Measure time = nanos("authenticate", listener).minus(nanos("authenticate", none));
        all.add(atMost(6, RATIO, what + ", relative to raw SHA-256", time.over(nanos("hash", "method=sha256Floor"))));
        all.add(atMost(48, "B", what, bytes("authenticate", listener).minus(bytes("authenticate", none))));
        for (String keys : List.of("100000", "1")) {
            String settings = " outcome=granted keys=" + keys;
            Measure glued = nanos("authenticate", "implementation=glued" + settings);
            Measure ours = nanos("authenticate", OURS + settings);
            all.add(atLeast(8, RATIO, "granted call, `glued` relative to `keystile`, keys: " + keys, glued.over(ours)));
        }
        for (String keys : List.of("100000", "1")) {
            String settings = OURS + " outcome=granted keys=" + keys;
            // In the time measured, each of the two threads makes a call.
            Measure scale = nanos("authenticate", settings)
                    .over(nanos("threads", settings))
                    .times(2);
            all.add(atLeast(1.8, RATIO, "throughput of two threads relative to one, keys: " + keys, scale));
        }
    }

    private void addDenialsAndCounting() {
        all.add(atMost(0.5, RATIO, "`malformed` relative to `granted`", relativeToGranted("malformed")));
        all.add(atMost(1, RATIO, "`unknown` relative to `granted`", relativeToGranted("unknown")));
        Measure slowest = greatest(DENIALS, Targets::relativeToGranted);
        all.add(atMost(2, RATIO, "slowest denial relative to `granted`", slowest));
        all.add(atMost(25, "ns", "counting a call of a known key", nanos("usage", "keys=1")));
        // The profiler reports a fraction of a byte where nothing is allocated.
        all.add(below(1, "B", "counting a call of a known key", bytes("usage", "keys=1")));
    }

    private static Measure relativeToGranted(String outcome) {
        String settings = OURS + " keys=1 outcome=";
        return nanos("denials", settings + outcome).over(nanos("denials", settings + "granted"));
    }

    private void addLimiter() {
        for (String keys : List.of("1", "100000")) {
            for (String limit : List.of("exact", "large")) {
                addLimiterTime("limiter", keys, limit, "");
            }
        }
        addLimiterTime("limiter-threads", "1", "exact", ", two threads");
        all.add(atMost(0, "", "limiter: calls admitted beyond the limit", field("accuracy", "overAdmissions", OURS)));
        Measure falseDenials = field("accuracy", "falseDenials", OURS + " permits=100");
        all.add(atMost(0, "", "limiter: calls denied within the limit, limit: 100", falseDenials));
        Measure latestReturn = field("accuracy", "latestReturn", OURS);
        all.add(atMost(1, "/64 of a window", "limiter: latest return of capacity", latestReturn));
        Measure active = field("memory", "bytesPerKey", OURS + " use=active");
        all.add(atMost(1_100, "B", "limiter: bytes per active key", active));
        Measure quiet = field("memory", "bytesPerKey", OURS + " use=quiet");
        all.add(atMost(200, "B", "limiter: bytes per quiet key", quiet));
    }

    private void addLimiterTime(String file, String keys, String limit, String threads) {
        for (String outcome : List.of("admit", "deny")) {
            String settings = " keys=" + keys + " limit=" + limit + " outcome=" + outcome;
            String what = limit + ", " + outcome + ", keys: " + keys + threads;
            Measure fastest = least(LIMITER_PEERS, peer -> nanos(file, "implementation=" + peer + settings));
            Measure ratio = nanos(file, OURS + settings).over(fastest);
            all.add(atMost(0.6, RATIO, "limiter relative to its fastest peer, " + what, ratio));
        }
    }

    private void addAllowlist() {
        addAllowlistTime(40, "bytes", "100000");
        addAllowlistTime(90, "text", "100000");
        addAllowlistTime(10, "bytes", "10");
        addAllowlistTime(40, "text", "10");
        for (String ranges : List.of("1000", "100000")) {
            for (String form : List.of("bytes", "text")) {
                Measure fastest = least(ALLOWLIST_PEERS, peer -> lookUp(peer, form, ranges));
                String what = "allowlist: fastest peer relative to `keystile`, " + form + ", ranges: " + ranges;
                all.add(atLeast(10, RATIO, what, fastest.over(lookUp("keystile", form, ranges))));
            }
        }
        Measure build = field("ranges", "buildMillis", "ranges=1000000");
        all.add(below(2_000, "ms", "allowlist: time to build 1,000,000 ranges", build));
        Measure retained = field("ranges", "retainedBytes", "ranges=1000000");
        all.add(below(64_000_000, "B", "allowlist: memory of 1,000,000 ranges", retained));
    }

    private void addAllowlistTime(double nanos, String form, String ranges) {
        all.add(atMost(nanos, "ns", "allowlist: " + form + ", ranges: " + ranges, lookUp("keystile", form, ranges)));
    }

    private static Measure lookUp(String implementation, String form, String ranges) {
        return nanos(
                "allowlist", "outcome=hit implementation=" + implementation + " form=" + form + " ranges=" + ranges);
    }

    private void addGrowth() {
        Measure store = field("keys", "storeBytes", "keys=1000000");
        Measure cache = field("keys", "cacheBytes", "keys=1000000");
        all.add(atMost(400, "B", "bytes per key in cache and store, keys: 1000000", store.plus(cache)));
        all.add(below(150, "ms", "cold start, median", field("cold-start", "medianMillis", "")));
        all.add(below(150, "ms", "cold start, maximum", field("cold-start", "maxMillis", "")));
    }
}
