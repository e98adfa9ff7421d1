package io.keystile.benchmarks.alerts;

import static io.keystile.DenialReason.HTTPS_REQUIRED;
import static io.keystile.DenialReason.KEY_EXPIRED;
import static io.keystile.DenialReason.KEY_REVOKED;
import static io.keystile.DenialReason.MALFORMED_KEY;
import static io.keystile.DenialReason.PERMISSION_MISSING;
import static io.keystile.DenialReason.UNKNOWN_KEY;
import static io.keystile.DenialReason.WRONG_SECRET;

import io.keystile.AuthEvent;
import io.keystile.net.CidrBlock;
import io.keystile.net.IpAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Draws the calls of one incident, which begins within a given hour. {@link Misuse} describes each kind. */
final class IncidentGenerator {
    private static final int MINUTE = 60_000;
    private static final int HOUR = 60 * MINUTE;

    private final Misuse misuse;
    private final Instant hour;
    private final Random random;

    IncidentGenerator(Misuse misuse, Instant hour, Random random) {
        this.misuse = misuse;
        this.hour = hour;
        this.random = random;
    }

    /** Draws calls in excess of {@code expected}, the ordinary number of calls an hour. */
    Incident manyCalls(Client victim, double expected) {
        double times = 5 + 15 * random.nextDouble();
        int hours = 1 + random.nextInt(6);
        int calls = (int) (hours * Math.max(150, times * expected));
        return onKey(victim, calls, hours * HOUR, time -> Calls.granted(victim.key, victim.address(random), time));
    }

    Incident newNetwork(Client victim) {
        IpAddress thief = Calls.address(random);
        return onKey(victim, draw(3, 30), 3 * HOUR, time -> Calls.granted(victim.key, thief, time));
    }

    Incident manyNetworks(Client victim) {
        return onKey(
                victim, draw(8, 40), minutes(20, 60), time -> Calls.granted(victim.key, Calls.address(random), time));
    }

    Incident dormantKey(Client client) {
        return onKey(client, draw(1, 20), HOUR, time -> Calls.granted(client.key, client.address(random), time));
    }

    Incident endedKey(Client client) {
        var reason = random.nextBoolean() ? KEY_REVOKED : KEY_EXPIRED;
        return onKey(client, draw(1, 50), HOUR, time -> Calls.denied(reason, client.key, client.address(random), time));
    }

    Incident guessedSecrets(Client victim) {
        List<IpAddress> from = List.of(Calls.address(random), Calls.address(random), Calls.address(random));
        return onKey(
                victim,
                draw(12, 300),
                minutes(2, 20),
                time -> Calls.unverified(WRONG_SECRET, victim.key.keyId(), from.get(random.nextInt(3)), time));
    }

    Incident madeUpIds() {
        IpAddress from = Calls.address(random);
        List<AuthEvent> events = spread(
                draw(25, 500),
                minutes(5, 90),
                time -> Calls.unverified(UNKNOWN_KEY, Calls.madeUpId(random), from, time));
        return new Incident(misuse, null, new CidrBlock(from, 24), events);
    }

    Incident probedPermissions(Client victim) {
        return onKey(
                victim,
                draw(30, 300),
                minutes(10, 60),
                time -> Calls.denied(PERMISSION_MISSING, victim.key, victim.address(random), time));
    }

    Incident botnet() {
        List<AuthEvent> events = spread(
                draw(2_000, 8_000),
                minutes(10, 50),
                time -> Calls.unverified(MALFORMED_KEY, null, Calls.address(random), time));
        return new Incident(misuse, null, null, events);
    }

    Incident plaintextKey(Client client) {
        return onKey(
                client,
                draw(1, 20),
                HOUR,
                time -> Calls.unverified(HTTPS_REQUIRED, client.key.keyId(), client.address(random), time));
    }

    Incident leakedKey(Client victim) {
        return onKey(victim, draw(1, 20), 2 * HOUR, time -> Calls.granted(victim.key, Calls.address(random), time));
    }

    private Incident onKey(Client client, int count, int millis, Function<Instant, AuthEvent> call) {
        return new Incident(misuse, client.key.keyId(), null, spread(count, millis, call));
    }

    private int draw(int least, int most) {
        return Distributions.logUniform(least, most, random);
    }

    private int minutes(int least, int most) {
        return MINUTE * (least + random.nextInt(most - least + 1));
    }

    /** Returns calls ordered by time, at random times within {@code millis} of a random start within the hour. */
    private List<AuthEvent> spread(int count, int millis, Function<Instant, AuthEvent> call) {
        Instant start = hour.plusMillis(random.nextInt(HOUR));
        List<AuthEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(call.apply(start.plusMillis(random.nextInt(millis))));
        }
        events.sort(Comparator.comparing(AuthEvent::time));
        return events;
    }
}
