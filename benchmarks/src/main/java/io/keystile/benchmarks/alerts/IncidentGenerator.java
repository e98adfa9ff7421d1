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

/** Draws the calls of one incident, which begins within an hour; {@link Misuse} says what each kind is like. */
final class Scene {
    private static final int MINUTE = 60_000;
    private static final int HOUR = 60 * MINUTE;

    private final Misuse misuse;
    private final Instant hour;
    private final Random random;

    Scene(Misuse misuse, Instant hour, Random random) {
        this.misuse = misuse;
        this.hour = hour;
        this.random = random;
    }

    /** Draws calls as often as said above {@code expected}, which are those of an ordinary hour. */
    Incident manyCalls(Client victim, double expected) {
        double times = 5 + 15 * random.nextDouble();
        int lasting = 1 + random.nextInt(6);
        int calls = (int) (lasting * Math.max(150, times * expected));
        return on(victim, calls, lasting * HOUR, time -> Calls.granted(victim.key, victim.place(random), time));
    }

    Incident elsewhere(Client victim) {
        IpAddress thief = Calls.address(random);
        return on(victim, draw(3, 30), 3 * HOUR, time -> Calls.granted(victim.key, thief, time));
    }

    Incident everywhere(Client victim) {
        return on(victim, draw(8, 40), minutes(20, 60), time -> Calls.granted(victim.key, Calls.address(random), time));
    }

    Incident awakened(Client sleeper) {
        return on(sleeper, draw(1, 20), HOUR, time -> Calls.granted(sleeper.key, sleeper.place(random), time));
    }

    Incident ended(Client former) {
        var reason = random.nextBoolean() ? KEY_REVOKED : KEY_EXPIRED;
        return on(former, draw(1, 50), HOUR, time -> Calls.refused(reason, former.key, former.place(random), time));
    }

    Incident guessedSecrets(Client victim) {
        List<IpAddress> from = List.of(Calls.address(random), Calls.address(random), Calls.address(random));
        return on(
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
        return on(
                victim,
                draw(30, 300),
                minutes(10, 60),
                time -> Calls.refused(PERMISSION_MISSING, victim.key, victim.place(random), time));
    }

    Incident botnet() {
        List<AuthEvent> events = spread(
                draw(2_000, 8_000),
                minutes(10, 50),
                time -> Calls.unverified(MALFORMED_KEY, null, Calls.address(random), time));
        return new Incident(misuse, null, null, events);
    }

    Incident clearText(Client careless) {
        return on(
                careless,
                draw(1, 20),
                HOUR,
                time -> Calls.unverified(HTTPS_REQUIRED, careless.key.keyId(), careless.place(random), time));
    }

    Incident leaked(Client victim) {
        return on(victim, draw(1, 20), 2 * HOUR, time -> Calls.granted(victim.key, Calls.address(random), time));
    }

    private Incident on(Client client, int count, int millis, Function<Instant, AuthEvent> call) {
        return new Incident(misuse, client.key.keyId(), null, spread(count, millis, call));
    }

    private int draw(int least, int most) {
        return Chance.logUniform(least, most, random);
    }

    private int minutes(int least, int most) {
        return MINUTE * (least + random.nextInt(most - least + 1));
    }

    /** Returns so many calls at any times from within the hour on, in order. */
    private List<AuthEvent> spread(int count, int millis, Function<Instant, AuthEvent> call) {
        Instant from = hour.plusMillis(random.nextInt(HOUR));
        List<AuthEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(call.apply(from.plusMillis(random.nextInt(millis))));
        }
        events.sort(Comparator.comparing(AuthEvent::time));
        return events;
    }
}
