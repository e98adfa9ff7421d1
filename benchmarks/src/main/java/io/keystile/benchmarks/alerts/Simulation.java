package io.keystile.benchmarks.alerts;

import io.keystile.AuthEvent;
import io.keystile.benchmarks.alerts.Client.Habit;
import io.keystile.key.KeyId;
import io.keystile.monitoring.alerts.AlertMonitor;
import io.keystile.monitoring.alerts.rules.DormantKey;
import io.keystile.monitoring.alerts.rules.LeakedKeyUse;
import io.keystile.monitoring.leaks.LeakAction;
import io.keystile.monitoring.leaks.LeakEvent;
import io.keystile.monitoring.leaks.LeakSite;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Simulates two weeks in which the rules learn, and a month with misuse, and passes the events hour by hour to a
 * monitor with the standard rules.
 */
final class Simulation {
    private static final Instant START = Instant.parse("2030-01-07T00:00:00Z");
    private static final int LEARNING_HOURS = 14 * 24;
    private static final int MONTH_HOURS = 30 * 24;
    private static final int HOUR = 3_600;
    /**
     * One key in 25 is silent. Of the others, a tenth each belong to machines and batch jobs, and a tenth are rarely
     * used.
     */
    private static final int SILENT_KEY_INTERVAL = 25;

    private final long seed;
    private final Random random;
    private final List<Client> clients = new ArrayList<>();
    private final BackgroundTraffic background;
    private final Map<KeyId, Instant> earlierUses = new HashMap<>();

    Simulation(long seed, int keys) {
        this.seed = seed;
        this.random = new Random(seed);
        for (int number = 0; number < keys; number++) {
            Client client = new Client(number, habit(number), random);
            clients.add(client);
            if (client.habit == Habit.SILENT) {
                Duration silence = Duration.ofDays(40 + random.nextInt(161));
                earlierUses.put(client.key.keyId(), START.minus(silence));
            }
        }
        this.background = new BackgroundTraffic(random);
    }

    private static Habit habit(int number) {
        if (number % SILENT_KEY_INTERVAL == 0) {
            return Habit.SILENT;
        }
        return switch (number % 10) {
            case 1 -> Habit.MACHINE;
            case 2 -> Habit.BATCH;
            case 3 -> Habit.RARE;
            default -> Habit.OFFICE;
        };
    }

    /** Runs the simulation with the given number of incidents in the month. */
    EvaluationResult run(int incidentCount) {
        List<Incident> incidents =
                new IncidentPlan(START, LEARNING_HOURS, MONTH_HOURS - 12, clients, random).incidents(incidentCount);
        IdentityHashMap<AuthEvent, Incident> leaks = new IdentityHashMap<>();
        Map<Long, List<AuthEvent>> misuse = new HashMap<>();
        for (Incident incident : incidents) {
            if (incident.misuse() == Misuse.LEAKED_KEY) {
                leaks.put(incident.events().get(0), incident);
            }
            for (AuthEvent event : incident.events()) {
                misuse.computeIfAbsent(hourOf(event.time()), hour -> new ArrayList<>())
                        .add(event);
            }
        }
        Score score = new Score(incidents, START.plusSeconds((long) LEARNING_HOURS * HOUR));
        LeakedKeyUse leaked = new LeakedKeyUse();
        AlertMonitor monitor = AlertMonitor.builder()
                .standardRules()
                .rule(leaked)
                .rule(new DormantKey(Duration.ofDays(30), id -> Optional.ofNullable(earlierUses.get(id))))
                .listener(score)
                .build();
        long calls = 0;
        for (int hour = 0; hour < LEARNING_HOURS + MONTH_HOURS; hour++) {
            List<AuthEvent> events = eventsOf(hour, misuse.getOrDefault(hourOf(timeOf(hour)), List.of()));
            calls += events.size();
            for (AuthEvent event : events) {
                Incident leak = leaks.get(event);
                if (leak != null && leak.key() != null) {
                    leaked.onLeak(new LeakEvent(leak.key(), new LeakSite("test", "", ""), LeakAction.LEFT_ALONE));
                }
                monitor.onDecision(event);
            }
        }
        return score.result(seed, clients.size(), calls);
    }

    private List<AuthEvent> eventsOf(int hour, List<AuthEvent> misuse) {
        List<AuthEvent> events = new ArrayList<>(misuse);
        for (Client client : clients) {
            client.addHour(hour, timeOf(hour), random, events);
        }
        background.addHour(timeOf(hour), clients, random, events);
        events.sort(Comparator.comparing(AuthEvent::time));
        return events;
    }

    private static Instant timeOf(int hour) {
        return START.plusSeconds((long) hour * HOUR);
    }

    private static long hourOf(Instant time) {
        return time.getEpochSecond() / HOUR;
    }
}
