package io.keystile.benchmarks.soak;

import io.keystile.ApiKeyAuthenticator;
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
 * Does all that listens stand ten minutes of 1,000,000 ids, most of them made up, from 100,000 addresses?
 *
 * <p>Calls come in bursts that overflow the queues. It fails unless each line of the log can be parsed, every decision is accounted
 * for by each listener, all ids and addresses occurred, and the heap does not grow.
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
    /** A server of 1 GB would run a day before it notices; in ten minutes, collections differ by about as much. */
    private static final double MAX_GROWTH = 0.7;

    private final SoakTraffic traffic;
    private final Path folder;
    private final AccessLog log;
    private final HeardEvents toLog;
    private final HeardEvents toAlerts;
    private final HeardEvents toQuotas = new HeardEvents(new QuotaWatch(event -> {}));
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
        this.toLog = new HeardEvents(log);
        this.toAlerts = new HeardEvents(
                AlertMonitor.builder().standardRules().listener(alerts).build());
        this.authenticator = ApiKeyAuthenticator.builder(storeOf(realKeys), NumberedKeys.FORMAT)
                .environments(NumberedKeys.ENVIRONMENT)
                .inlineListener(usage)
                .listener(toLog, QUEUE)
                .listener(toAlerts, QUEUE)
                .listener(toQuotas, QUEUE)
                .build();
    }

    /** Some keys are revoked, some have another secret, permission, network or a small limit; most are good. */
    private static InMemoryApiKeyStore storeOf(int count) {
        InMemoryApiKeyStore store = new InMemoryApiKeyStore();
        store.insert(WorkspaceRecord.of("acme", "enterprise"));
        NumberedKeys keys = new NumberedKeys();
        SecretHasher hasher = SecretHasher.sha256();
        for (int i = 0; i < count; i++) {
            PresentedKey key = keys.key(i);
            PresentedKey secret = i % 20 == 1 ? keys.key(-1 - i) : key;
            ApiKeySettings settings = ApiKeySettings.named("soak")
                    .withPermissions(i % 20 == 2 ? "flows:read" : SoakRequest.PERMISSION)
                    .withLimits(RateLimit.perMinute(i % 20 == 3 ? 2 : 1_000));
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
     * Stops all, and checks the accounts.
     *
     * @return what was found
     * @throws IllegalStateException if something is not as it has to be
     */
    String finish() throws IOException {
        authenticator.close();
        log.close();
        for (HeardEvents listener : List.of(toLog, toAlerts, toQuotas)) {
            require(listener.heard() + listener.missed(), calls, "decisions that a listener heard or was told of");
        }
        require(
                toLog.missed() + toAlerts.missed() + toQuotas.missed(),
                authenticator.stats().droppedEvents(),
                "events that listeners missed, to those that the authenticator lost");
        LogCheck lines = LogCheck.of(folder);
        require(lines.decisions() + lines.dropped() + lines.passedOver() + log.lost(), calls, "decisions in the log");
        require(lines.dropped(), toLog.missed(), "decisions that the log calls dropped");
        require(counted(), calls, "decisions in the meter");
        return "%,d calls, %,d ids, %,d addresses; %,d lines parsed; %,d dropped, %,d passed over, all accounted for%n"
                        .formatted(
                                calls,
                                traffic.idsSeen(),
                                traffic.addressesSeen(),
                                lines.decisions(),
                                lines.dropped(),
                                lines.passedOver())
                + "alerts: %d incidents; listeners missed %,d events%n"
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

    private static void require(long is, long shouldBe, String what) {
        if (is != shouldBe) {
            throw new IllegalStateException("%,d instead of %,d %s".formatted(is, shouldBe, what));
        }
    }

    /** Runs for so many minutes, 10 unless said otherwise; ends with exit code 1 if something is wrong. */
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
