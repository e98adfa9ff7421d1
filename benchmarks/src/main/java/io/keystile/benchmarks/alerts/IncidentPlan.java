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

/** Draws incidents: of each kind as many, at any time of the month, each on a key of its own. */
final class Plan {
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
        Scene scene = new Scene(misuse, start.plus(Duration.ofHours(hour)), random);
        return switch (misuse) {
            case MANY_CALLS -> {
                Client victim = take(Plan::hasCalls);
                yield scene.manyCalls(victim, victim.expected(hour));
            }
            case ELSEWHERE -> scene.elsewhere(take(client -> hasCalls(client) && !client.isRoaming()));
            case EVERYWHERE -> scene.everywhere(take(Plan::hasCalls));
            case AWAKENED -> scene.awakened(take(Plan::isSilent));
            case ENDED -> scene.ended(take(Plan::isSilent));
            case GUESSED_SECRETS -> scene.guessedSecrets(take(Plan::hasCalls));
            case MADE_UP_IDS -> scene.madeUpIds();
            case PROBED_PERMISSIONS -> scene.probedPermissions(take(Plan::hasCalls));
            case BOTNET -> scene.botnet();
            case CLEAR_TEXT -> scene.clearText(take(Plan::hasCalls));
            case LEAKED -> scene.leaked(take(Plan::hasCalls));
        };
    }

    private static boolean hasCalls(Client client) {
        return client.habit == Habit.OFFICE || client.habit == Habit.MACHINE;
    }

    private static boolean isSilent(Client client) {
        return client.habit == Habit.SILENT;
    }

    private Client take(Predicate<Client> fitting) {
        Client client = unused.stream().filter(fitting).findFirst().orElseThrow();
        unused.remove(client);
        return client;
    }
}
