package io.keystile.benchmarks.alerts;

import io.keystile.AuthEvent;
import io.keystile.DenialReason;
import io.keystile.key.KeyId;
import io.keystile.net.IpAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Generates the calls without a valid key: crawlers, scanners, typing errors, and clients whose keys were deleted. */
final class BackgroundTraffic {
    private static final int HOUR_MILLIS = 3_600_000;
    private static final int DELETED_KEYS = 15;
    private static final int CRAWLER_CALLS = 60;
    private static final int SCANNER_CALLS = 300;

    private final List<IpAddress> formerClients = new ArrayList<>();
    private final List<KeyId> deletedKeys = new ArrayList<>();

    BackgroundTraffic(Random random) {
        for (int key = 0; key < DELETED_KEYS; key++) {
            formerClients.add(Calls.address(random));
            deletedKeys.add(Calls.madeUpId(random));
        }
    }

    /** Adds the calls of an hour, including typing errors of one random client. */
    void addHour(Instant start, List<Client> clients, Random random, List<AuthEvent> events) {
        for (int call = 0; call < CRAWLER_CALLS; call++) {
            add(DenialReason.NO_CREDENTIAL, null, Calls.address(random), start, random, events);
        }
        if (random.nextInt(24) == 0) {
            IpAddress scanner = Calls.address(random);
            for (int call = 0; call < SCANNER_CALLS; call++) {
                add(DenialReason.NO_CREDENTIAL, null, scanner, start, random, events);
            }
        }
        if (random.nextInt(4) == 0) {
            add(DenialReason.HTTPS_REQUIRED, null, Calls.address(random), start, random, events);
        }
        for (int key = 0; key < DELETED_KEYS; key++) {
            add(DenialReason.UNKNOWN_KEY, deletedKeys.get(key), formerClients.get(key), start, random, events);
        }
        Client mistyping = clients.get(random.nextInt(clients.size()));
        int attempts = random.nextInt(5);
        for (int attempt = 0; attempt < attempts; attempt++) {
            add(DenialReason.WRONG_SECRET, mistyping.key.keyId(), mistyping.address(random), start, random, events);
            add(DenialReason.MALFORMED_KEY, null, mistyping.address(random), start, random, events);
        }
    }

    private static void add(
            DenialReason reason,
            @Nullable KeyId claimed,
            IpAddress address,
            Instant start,
            Random random,
            List<AuthEvent> events) {
        events.add(Calls.unverified(reason, claimed, address, start.plusMillis(random.nextInt(HOUR_MILLIS))));
    }
}
