package io.keystile.monitoring.alerts;

import io.keystile.key.KeyId;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import io.keystile.monitoring.alerts.rules.Suspicion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the monitor has to say of itself: where it holds back, does not act, or has not seen everything. For one thread. */
final class OwnAlerts {
    static final String HELD_BACK = "alerts-held-back";
    static final String NOT_DISABLED = "keys-not-disabled";
    static final String MISSED = "decisions-missed";
    static final List<String> NAMES = List.of(HELD_BACK, NOT_DISABLED, MISSED);

    private final IncidentBook heldBack;
    private final IncidentBook notDisabled;
    private final IncidentBook missed;

    OwnAlerts(Duration quiet, int perHour, AlertListener listener) {
        this.heldBack = new IncidentBook(HELD_BACK, quiet, perHour, listener);
        this.notDisabled = new IncidentBook(NOT_DISABLED, quiet, perHour, listener);
        this.missed = new IncidentBook(MISSED, quiet, perHour, listener);
    }

    void heldBack(String rule, Instant time) {
        note(
                heldBack,
                AlertSeverity.WARNING,
                "Too many alerts of " + rule + " within an hour; some are not told",
                time,
                1);
    }

    void notDisabled(KeyId key, String rule, Instant time) {
        String text =
                "Too many keys were disabled within an hour; key " + key + ", seen by " + rule + ", goes on working";
        note(notDisabled, AlertSeverity.CRITICAL, text, time, 1);
    }

    void missed(long events, Instant time) {
        note(missed, AlertSeverity.WARNING, "The queue was full; rules have not seen all decisions", time, events);
    }

    private static void note(IncidentBook book, AlertSeverity severity, String text, Instant time, long times) {
        Incident incident = book.note(Suspicion.ofAll(severity, text), time, times);
        boolean unused = book.tell(incident, time);
    }

    void endQuiet(Instant now) {
        heldBack.endQuiet(now);
        notDisabled.endQuiet(now);
        missed.endQuiet(now);
    }
}
