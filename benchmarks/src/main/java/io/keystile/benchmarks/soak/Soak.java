package io.keystile.benchmarks.soak;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.benchmarks.KeyLimits;
import io.keystile.benchmarks.NumberedKeys;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Lineage;
import io.keystile.model.WorkspaceRecord;
import io.keystile.monitoring.accesslog.AccessLog;
import io.keystile.monitoring.accesslog.AccessLogSettings;
import io.keystile.monitoring.alerts.AlertMonitor;
import io.keystile.monitoring.alerts.RecentAlerts;
import io.keystile.monitoring.usage.QuotaWatch;
import io.keystile.monitoring.usage.UsageMeter;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.InMemoryApiKeyStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Do all listeners withstand ten minutes of calls with 1,000,000 ids, most of them unknown, from 100,000 addresses?
 *
 * <p>Calls come in bursts that overflow the queues. The run fails unless every line of the log is valid, every listener
 * accounts for every decision, all ids and addresses have occurred, and the heap does not grow.
 *
 * <pre>java -Xmx1g -cp benchmarks/target/benchmarks.jar io.keystile.benchmarks.soak.Soak [minutes] [seed]</pre>
 */
public final class Soak {
    private static final int REAL_KEYS = 20_000;
    private static final int IDS = 1_000_000;
    private static final int ADDRESSES = 100_000;
    private static final int BURSTS_PER_MINUTE = 120;
    private static final int BURST = 20_000;
    private static final int QUEUE = 10_000;
    private static final int BURSTS_PER_SAMPLE = 20;
    private static final long LOG_BYTES = 100_000_000;
    private static final int LOG_FILES = 200;
    /** In megabytes per minute: 1 GB in a day. In ten minutes, the heap after collections varies by about as much. */
    private static final double MAX_GROWTH = 0.7;

    private final SoakTraffic traffic;
    private final Path folder;
    private final AccessLog log;
    private final CountingListener toLog;
    private final CountingListener toAlerts;
    private final CountingListener toQuotas = new CountingListener(new QuotaWatch(event -> {}));
    private final RecentAlerts alerts = new RecentAlerts(100);
    private final UsageMeter usage = new UsageMeter();
    private final HeapTrend heap = new HeapTrend();
    private final int realKeys;
    private final ApiKeyAuthenticator authenticator;
    private long calls;

    Soak(long seed, int realKeys, int ids, int addresses, Path folder) {
        this.realKeys = realKeys;
        this.folder = folder;
        this.traffic = new SoakTraffic(seed, realKeys, ids, addresses);
        this.log = AccessLog.toFile(folder.resolve("access.log"), LOG_BYTES, LOG_FILES, AccessLogSettings.standard());
        this.toLog = new CountingListener(log);
        this.toAlerts = new CountingListener(
                AlertMonitor.builder().standardRules().listener(alerts).build());
        this.authenticator = ApiKeyAuthenticator.builder(storeOf(realKeys), NumberedKeys.FORMAT)
                .environments(NumberedKeys.ENVIRONMENT)
                .plans(KeyLimits.of(RateLimit.perMinute(1_000)))
                .inlineListener(usage)
                .listener(toLog, QUEUE)
                .listener(toAlerts, QUEUE)
                .listener(toQuotas, QUEUE)
                .build();
    }

    /** Most keys are valid; some are revoked, or have another secret, permission, allowlist or a small limit. */
    private static InMemoryApiKeyStore storeOf(int count) {
        InMemoryApiKeyStore store = new InMemoryApiKeyStore();
        store.insert(WorkspaceRecord.of("acme", "enterprise"));
        NumberedKeys keys = new NumberedKeys();
        SecretHasher hasher = SecretHasher.sha256();
        for (int i = 0; i < count; i++) {
            PresentedKey key = keys.key(i);
            PresentedKey secret = i % 20 == 1 ? keys.key(-1 - i) : key;
            ApiKeySettings settings =
                    ApiKeySettings.named("soak").withPermissions(i % 20 == 2 ? "flows:read" : SoakRequest.PERMISSION);
            if (i % 20 == 3) {
                settings = settings.withLimits(RateLimit.perMinute(2));
            }
            if (i % 20 == 4) {
                settings = settings.withAllowlist("203.0.113.0/24");
            }
            ApiKeyRecord record = ApiKeyRecord.issued(
                    key, hasher.hash(secret), "acme", settings, Instant.now(), "soak", Lineage.NONE);
            store.insert(i % 20 == 5 ? record.revoked("soak") : record);
        }
        return store;
    }

    void burst(int size) {
        for (int i = 0; i < size; i++) {
            authenticator.decide(traffic.next());
        }
        calls += size;
    }

    /**
     * Closes the authenticator and its listeners, and checks that every decision is accounted for.
     *
     * @return a summary
     * @throws IllegalStateException if a count is wrong
     */
    String finish() throws IOException {
        authenticator.close();
        log.close();
        for (CountingListener listener : List.of(toLog, toAlerts, toQuotas)) {
            require(
                    listener.received() + listener.lost(),
                    calls,
                    "decisions received or reported as lost by a listener");
        }
        require(
                toLog.lost() + toAlerts.lost() + toQuotas.lost(),
                authenticator.stats().droppedEvents(),
                "events reported as lost to listeners, compared with the authenticator's count");
        LogCheck lines = LogCheck.of(folder);
        require(lines.decisions() + lines.dropped() + lines.passedOver() + log.lost(), calls, "decisions in the log");
        require(lines.dropped(), toLog.lost(), "decisions that the log reports as dropped");
        require(counted(), calls, "decisions counted by the meter");
        return "%,d calls, %,d ids, %,d addresses; %,d lines parsed; %,d dropped, %,d passed over, all accounted for%n"
                        .formatted(
                                calls,
                                traffic.idsSeen(),
                                traffic.addressesSeen(),
                                lines.decisions(),
                                lines.dropped(),
                                lines.passedOver())
                + "alerts: %d incidents; listeners lost %,d events%n"
                        .formatted(alerts.list().size(), authenticator.stats().droppedEvents());
    }

    private long counted() {
        NumberedKeys keys = new NumberedKeys();
        long byKey = IntStream.range(0, realKeys)
                .mapToObj(number -> usage.usage(keys.key(number).id()))
                .flatMap(found -> found.stream().flatMap(key -> key.totals().values().stream()))
                .mapToLong(Long::longValue)
                .sum();
        return byKey
                + usage.deniedWithoutKey().values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
    }

    private static void require(long actual, long expected, String what) {
        if (actual != expected) {
            throw new IllegalStateException("%,d instead of %,d %s".formatted(actual, expected, what));
        }
    }

    /**
     * Takes the duration in minutes, by default 10, and a seed, by default 1. Ends with exit code 1 if a check fails.
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        int minutes = args.length > 0 ? Integer.parseInt(args[0]) : 10;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
        Path folder = Files.createTempDirectory("keystile-soak");
        System.out.printf("seed %d, %d minutes, Java %s, log in %s%n", seed, minutes, Runtime.version(), folder);
        Soak soak = new Soak(seed, REAL_KEYS, IDS, ADDRESSES, folder);
        long start = System.nanoTime();
        for (int burst = 1; burst <= minutes * BURSTS_PER_MINUTE; burst++) {
            soak.burst(BURST);
            if (burst % BURSTS_PER_SAMPLE == 0) {
                soak.heap.sample();
            }
            long next = start + burst * (TimeUnit.MINUTES.toNanos(1) / BURSTS_PER_MINUTE);
            TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
        }
        System.out.print(soak.finish());
        System.out.printf(
                "heap after collection %.1f MB at the end, growing by %.2f MB a minute%n",
                soak.heap.last(), soak.heap.growth());
        require(soak.traffic.idsSeen(), IDS, "ids");
        require(soak.traffic.addressesSeen(), ADDRESSES, "addresses");
        if (soak.heap.growth() > MAX_GROWTH) {
            throw new IllegalStateException("The heap grows by more than " + MAX_GROWTH + " MB a minute");
        }
        System.out.println("passed");
    }
}
