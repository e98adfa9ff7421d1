package io.keystile.benchmarks.alerts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How good the rules were.
 *
 * @param seed what the traffic was generated from
 * @param keys how many keys there were
 * @param calls how many calls, in the month and the two weeks before
 * @param alerts how many alerts were told, of whatever phase
 * @param all of all kinds of misuse
 * @param kinds of each kind
 * @param falseAlerts alerts of the month that no incident explains, by rule
 * @param falseAlertsBefore the same of the two weeks before, in which some rules learn
 */
record Verdict(
        @JsonProperty long seed,
        @JsonProperty int keys,
        @JsonProperty long calls,
        @JsonProperty int alerts,
        @JsonProperty Row all,
        @JsonProperty List<Row> kinds,
        @JsonProperty Map<String, Integer> falseAlerts,
        @JsonProperty int falseAlertsBefore) {

    /**
     * What became of some incidents.
     *
     * @param name of what kind they are
     * @param incidents how many
     * @param detected how many were told by the rule that is for them
     * @param medianDelaySeconds from the first call to the alert, of those that were
     */
    record Row(
            @JsonProperty String name,
            @JsonProperty int incidents,
            @JsonProperty int detected,
            @JsonProperty double medianDelaySeconds) {
        static Row of(String name, long incidents, Collection<Duration> delays) {
            double[] seconds = delays.stream()
                    .mapToDouble(delay -> delay.toMillis() / 1e3)
                    .sorted()
                    .toArray();
            double median =
                    seconds.length == 0 ? 0 : (seconds[(seconds.length - 1) / 2] + seconds[seconds.length / 2]) / 2;
            return new Row(name, (int) incidents, seconds.length, median);
        }

        String line() {
            return String.format(
                    Locale.ROOT, "| %s | %d | %d | %.0f s |%n", name, incidents, detected, medianDelaySeconds);
        }
    }

    static Verdict of(
            long seed,
            int keys,
            long calls,
            int alerts,
            List<Incident> incidents,
            Map<Incident, Duration> delays,
            Map<String, Integer> falseAlerts,
            int falseAlertsBefore) {
        List<Row> kinds = new ArrayList<>();
        for (Misuse misuse : Misuse.values()) {
            long injected = incidents.stream()
                    .filter(incident -> incident.misuse() == misuse)
                    .count();
            List<Duration> ofKind = delays.entrySet().stream()
                    .filter(entry -> entry.getKey().misuse() == misuse)
                    .map(Map.Entry::getValue)
                    .toList();
            kinds.add(Row.of(misuse.rule(), injected, ofKind));
        }
        Row all = Row.of("all", incidents.size(), delays.values());
        return new Verdict(seed, keys, calls, alerts, all, kinds, falseAlerts, falseAlertsBefore);
    }

    /** Returns the share of incidents that were detected. */
    double detectionRate() {
        return (double) all.detected() / all.incidents();
    }

    /** Returns how many false alerts there were for each key in the month. */
    double falseAlertsPerKey() {
        return (double) falseAlerts.values().stream()
                        .mapToInt(Integer::intValue)
                        .sum()
                / keys;
    }

    /** Returns all of it as text, with a table in Markdown. */
    String report() {
        StringBuilder text =
                new StringBuilder("| rule | incidents | detected | median delay |\n|---|---:|---:|---:|\n");
        kinds.forEach(kind -> text.append(kind.line()));
        text.append(all.line());
        return text.append(String.format(
                        Locale.ROOT,
                        "%nSeed %d, %,d keys, %,d calls, %d alerts told.%nDetected: %.1f%%. False alerts per key and"
                                + " month: %.3f; by rule: %s; in the two weeks before: %d.%n",
                        seed,
                        keys,
                        calls,
                        alerts,
                        100 * detectionRate(),
                        falseAlertsPerKey(),
                        falseAlerts,
                        falseAlertsBefore))
                .toString();
    }
}
