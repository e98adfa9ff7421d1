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

/** What comes without a key that works: crawlers, scanners, typing errors, and clients whose keys are long deleted. */
final class Background {
    private static final int HOUR_MILLIS = 3_600_000;
    private static final int DELETED_KEYS = 15;
    private static final int CRAWLED = 60;
    private static final int SCANNED = 300;

    private final List<IpAddress> formerClients = new ArrayList<>();
    private final List<KeyId> deletedKeys = new ArrayList<>();

    Background(Random random) {
        for (int key = 0; key < DELETED_KEYS; key++) {
            formerClients.add(Calls.address(random));
            deletedKeys.add(Calls.madeUpId(random));
        }
    }

    /** Adds the calls of an hour, some of them to one of the keys. */
    void addHour(Instant start, List<Client> clients, Random random, List<AuthEvent> events) {
        for (int call = 0; call < CRAWLED; call++) {
            add(DenialReason.NO_CREDENTIAL, null, Calls.address(random), start, random, events);
        }
        if (random.nextInt(24) == 0) {
            IpAddress scanner = Calls.address(random);
            for (int call = 0; call < SCANNED; call++) {
                add(DenialReason.NO_CREDENTIAL, null, scanner, start, random, events);
            }
        }
        if (random.nextInt(4) == 0) {
            add(DenialReason.HTTPS_REQUIRED, null, Calls.address(random), start, random, events);
        }
        for (int key = 0; key < DELETED_KEYS; key++) {
            add(DenialReason.UNKNOWN_KEY, deletedKeys.get(key), formerClients.get(key), start, random, events);
        }
        Client clumsy = clients.get(random.nextInt(clients.size()));
        int tries = random.nextInt(5);
        for (int attempt = 0; attempt < tries; attempt++) {
            add(DenialReason.WRONG_SECRET, clumsy.key.keyId(), clumsy.place(random), start, random, events);
            add(DenialReason.MALFORMED_KEY, null, clumsy.place(random), start, random, events);
        }
    }

    private static void add(
            DenialReason reason,
            @Nullable KeyId claimed,
            IpAddress from,
            Instant start,
            Random random,
            List<AuthEvent> events) {
        events.add(Calls.unverified(reason, claimed, from, start.plusMillis(random.nextInt(HOUR_MILLIS))));
    }
}
