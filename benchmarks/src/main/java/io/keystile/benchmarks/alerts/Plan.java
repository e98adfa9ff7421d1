package io.keystile.benchmarks.alerts;

import static io.keystile.DenialReason.HTTPS_REQUIRED;
import static io.keystile.DenialReason.KEY_EXPIRED;
import static io.keystile.DenialReason.KEY_REVOKED;
import static io.keystile.DenialReason.MALFORMED_KEY;
import static io.keystile.DenialReason.PERMISSION_MISSING;
import static io.keystile.DenialReason.UNKNOWN_KEY;
import static io.keystile.DenialReason.WRONG_SECRET;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.benchmarks.alerts.Client.Habit;
import io.keystile.net.CidrBlock;
import io.keystile.net.IpAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Draws incidents: of each kind as many, at any time of the month, each on a key of its own. */
final class Plan {
    private static final int MINUTE = 60_000;
    private static final int HOUR = 60 * MINUTE;

    private final Instant start;
    private final int firstHour;
    private final int hours;
    private final Random random;
    private final List<Client> unused;

    Plan(Instant start, int firstHour, int hours, List<Client> clients, Random random) {
        this.start = start;
        this.firstHour = firstHour;
        this.hours = hours;
        this.random = random;
        this.unused = new ArrayList<>(clients);
        Collections.shuffle(unused, random);
    }

    List<Incident> incidents(int count) {
        return Stream.generate(() -> Stream.of(Misuse.values()))
                .flatMap(kinds -> kinds)
                .limit(count)
                .map(misuse -> incident(misuse, firstHour + random.nextInt(hours)))
                .toList();
    }

    private Incident incident(Misuse misuse, int hour) {
        return switch (misuse) {
            case MANY_CALLS -> manyCalls(take(Plan::hasCalls), hour);
            case ELSEWHERE -> {
                Client victim = take(client -> hasCalls(client) && !client.isRoaming());
                IpAddress thief = Calls.address(random);
                yield of(
                        misuse,
                        victim,
                        spread(hour, draw(3, 30), 3 * HOUR, time -> Calls.granted(victim.key, thief, time)));
            }
            case EVERYWHERE -> {
                Client victim = take(Plan::hasCalls);
                yield of(
                        misuse,
                        victim,
                        spread(
                                hour,
                                draw(8, 40),
                                minutes(20, 60),
                                time -> Calls.granted(victim.key, Calls.address(random), time)));
            }
            case AWAKENED -> {
                Client sleeper = take(client -> client.habit == Habit.SILENT);
                yield of(
                        misuse,
                        sleeper,
                        spread(
                                hour,
                                draw(1, 20),
                                HOUR,
                                time -> Calls.granted(sleeper.key, sleeper.place(random), time)));
            }
            case ENDED -> {
                Client former = take(client -> client.habit == Habit.SILENT);
                var reason = random.nextBoolean() ? KEY_REVOKED : KEY_EXPIRED;
                yield of(
                        misuse,
                        former,
                        spread(
                                hour,
                                draw(1, 50),
                                HOUR,
                                time -> Calls.refused(reason, former.key, former.place(random), time)));
            }
            case GUESSED_SECRETS -> {
                Client victim = take(Plan::hasCalls);
                List<IpAddress> from = List.of(Calls.address(random), Calls.address(random), Calls.address(random));
                yield of(
                        misuse,
                        victim,
                        spread(
                                hour,
                                draw(12, 300),
                                minutes(2, 20),
                                time -> Calls.unverified(
                                        WRONG_SECRET, victim.key.keyId(), from.get(random.nextInt(3)), time)));
            }
            case MADE_UP_IDS -> madeUpIds(hour);
            case PROBED_PERMISSIONS -> {
                Client victim = take(Plan::hasCalls);
                yield of(
                        misuse,
                        victim,
                        spread(
                                hour,
                                draw(30, 300),
                                minutes(10, 60),
                                time -> Calls.refused(PERMISSION_MISSING, victim.key, victim.place(random), time)));
            }
            case BOTNET ->
                new Incident(
                        misuse,
                        null,
                        null,
                        spread(
                                hour,
                                draw(2_000, 8_000),
                                minutes(10, 50),
                                time -> Calls.unverified(MALFORMED_KEY, null, Calls.address(random), time)));
            case CLEAR_TEXT -> {
                Client careless = take(Plan::hasCalls);
                yield of(
                        misuse,
                        careless,
                        spread(
                                hour,
                                draw(1, 20),
                                HOUR,
                                time -> Calls.unverified(
                                        HTTPS_REQUIRED, careless.key.keyId(), careless.place(random), time)));
            }
            case LEAKED -> {
                Client victim = take(Plan::hasCalls);
                yield of(
                        misuse,
                        victim,
                        spread(
                                hour,
                                draw(1, 20),
                                2 * HOUR,
                                time -> Calls.granted(victim.key, Calls.address(random), time)));
            }
        };
    }

    private static boolean hasCalls(Client client) {
        return client.habit == Habit.OFFICE || client.habit == Habit.MACHINE;
    }

    private Incident manyCalls(Client victim, int hour) {
        double times = 5 + 15 * random.nextDouble();
        int lasting = 1 + random.nextInt(6);
        int calls = (int) (lasting * Math.max(150, times * victim.expected(hour)));
        return of(
                Misuse.MANY_CALLS,
                victim,
                spread(hour, calls, lasting * HOUR, time -> Calls.granted(victim.key, victim.place(random), time)));
    }

    private Incident madeUpIds(int hour) {
        IpAddress from = Calls.address(random);
        List<AuthEvent> events = spread(
                hour,
                draw(25, 500),
                minutes(5, 90),
                time -> Calls.unverified(UNKNOWN_KEY, Calls.madeUpId(random), from, time));
        return new Incident(Misuse.MADE_UP_IDS, null, new CidrBlock(from, 24), events);
    }

    private static Incident of(Misuse misuse, Client client, List<AuthEvent> events) {
        ApiKeyPrincipal key = client.key;
        return new Incident(misuse, key.keyId(), null, events);
    }

    private Client take(Predicate<Client> fitting) {
        Client client = unused.stream().filter(fitting).findFirst().orElseThrow();
        unused.remove(client);
        return client;
    }

    private int draw(int least, int most) {
        return Chance.logUniform(least, most, random);
    }

    private int minutes(int least, int most) {
        return MINUTE * (least + random.nextInt(most - least + 1));
    }

    /** Returns so many events at any times from within that hour on, in order. */
    private List<AuthEvent> spread(int hour, int count, int millis, Function<Instant, AuthEvent> event) {
        Instant from = start.plusMillis((long) hour * HOUR + random.nextInt(HOUR));
        List<AuthEvent> events = new ArrayList<>();
        for (int call = 0; call < count; call++) {
            events.add(event.apply(from.plusMillis(random.nextInt(millis))));
        }
        events.sort(Comparator.comparing(AuthEvent::time));
        return events;
    }
}
