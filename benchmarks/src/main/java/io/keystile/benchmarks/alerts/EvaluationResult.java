package io.keystile.benchmarks.alerts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The result of a simulation.
 *
 * @param seed the seed that the traffic was generated from
 * @param keys the number of keys
 * @param calls the number of calls in the month and the two weeks before
 * @param alerts the number of alerts of all phases
 * @param all the results of all kinds of misuse together
 * @param kinds the results of each kind of misuse
 * @param falseAlerts the number of alerts of the month that no incident explains, by rule
 * @param falseAlertsBefore the number of such alerts in the two weeks before, in which some rules learn
 */
record EvaluationResult(
        @JsonProperty long seed,
        @JsonProperty int keys,
        @JsonProperty long calls,
        @JsonProperty int alerts,
        @JsonProperty Row all,
        @JsonProperty List<Row> kinds,
        @JsonProperty Map<String, Integer> falseAlerts,
        @JsonProperty int falseAlertsBefore) {

    /**
     * The results of one kind of misuse, or of all kinds.
     *
     * @param name the name of the rule for the kind, or {@code all}
     * @param incidents the number of incidents
     * @param detected the number of incidents for which their rule raised an alert
     * @param medianDelaySeconds the median time from the first call to the alert, of the detected incidents; 0 if none
     *     was detected
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

    static EvaluationResult of(
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
            long inserted = incidents.stream()
                    .filter(incident -> incident.misuse() == misuse)
                    .count();
            List<Duration> ofKind = delays.entrySet().stream()
                    .filter(entry -> entry.getKey().misuse() == misuse)
                    .map(Map.Entry::getValue)
                    .toList();
            kinds.add(Row.of(misuse.rule(), inserted, ofKind));
        }
        Row all = Row.of("all", incidents.size(), delays.values());
        return new EvaluationResult(seed, keys, calls, alerts, all, kinds, falseAlerts, falseAlertsBefore);
    }

    /** Returns the share of incidents that were detected, from 0 to 1. */
    double detectionRate() {
        return (double) all.detected() / all.incidents();
    }

    /** Returns the number of false alerts per key in the month. */
    double falseAlertsPerKey() {
        return (double) falseAlerts.values().stream()
                        .mapToInt(Integer::intValue)
                        .sum()
                / keys;
    }

    /** Returns the result as text with a Markdown table. */
    String report() {
        StringBuilder text =
                new StringBuilder("| rule | incidents | detected | median delay |\n|---|---:|---:|---:|\n");
        kinds.forEach(kind -> text.append(kind.line()));
        text.append(all.line());
        return text.append(String.format(
                        Locale.ROOT,
                        "%nSeed %d, %,d keys, %,d calls, %d alerts.%nDetected: %.1f%%. False alerts per key and"
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
