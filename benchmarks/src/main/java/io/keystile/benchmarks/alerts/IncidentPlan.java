package io.keystile.benchmarks.alerts;

import io.keystile.benchmarks.alerts.Client.Habit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Draws incidents at random times of the month: equally many of each kind, each on a different key. */
final class IncidentPlan {
    private final Instant start;
    private final int firstHour;
    private final int hours;
    private final Random random;
    private final List<Client> unused;

    IncidentPlan(Instant start, int firstHour, int hours, List<Client> clients, Random random) {
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
        IncidentGenerator generator = new IncidentGenerator(misuse, start.plus(Duration.ofHours(hour)), random);
        return switch (misuse) {
            case MANY_CALLS -> {
                Client victim = take(IncidentPlan::hasCalls);
                yield generator.manyCalls(victim, victim.expectedCalls(hour));
            }
            case NEW_NETWORK -> generator.newNetwork(take(client -> hasCalls(client) && !client.isRoaming()));
            case MANY_NETWORKS -> generator.manyNetworks(take(IncidentPlan::hasCalls));
            case DORMANT_KEY -> generator.dormantKey(take(IncidentPlan::isSilent));
            case ENDED_KEY -> generator.endedKey(take(IncidentPlan::isSilent));
            case GUESSED_SECRETS -> generator.guessedSecrets(take(IncidentPlan::hasCalls));
            case MADE_UP_IDS -> generator.madeUpIds();
            case PROBED_PERMISSIONS -> generator.probedPermissions(take(IncidentPlan::hasCalls));
            case BOTNET -> generator.botnet();
            case PLAINTEXT_KEY -> generator.plaintextKey(take(IncidentPlan::hasCalls));
            case LEAKED_KEY -> generator.leakedKey(take(IncidentPlan::hasCalls));
        };
    }

    private static boolean hasCalls(Client client) {
        return client.habit == Habit.OFFICE || client.habit == Habit.MACHINE;
    }

    private static boolean isSilent(Client client) {
        return client.habit == Habit.SILENT;
    }

    private Client take(Predicate<Client> condition) {
        Client client = unused.stream().filter(condition).findFirst().orElseThrow();
        unused.remove(client);
        return client;
    }
}
