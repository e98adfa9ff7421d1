package io.keystile.monitoring.alerts;

import io.keystile.key.KeyId;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import io.keystile.net.CidrBlock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An incident in an {@link AlertStore}, as all nodes have reported it. Immutable. Contains no secret, and no free text
 * from a client.
 *
 * @param subject the rule, and the key, the network or the workspace that the incident is about, if there is one
 * @param number the number of the incident among those about its subject, from 1
 * @param version the number of reports that have changed this record, from 1
 * @param rule the name of the rule that detected the incident
 * @param severity the highest severity so far
 * @param keyId the public id of the key; null if no key is concerned
 * @param verified whether the key's secret was verified. If it was not, the caller has only claimed to be this key
 * @param workspace the id of the workspace that the key belongs to, or without a key, whose alerts the incident is
 *     about; null if it is unknown, or neither is concerned
 * @param network the network that was first suspicious, a /24 (IPv4) or a /48 (IPv6); null if it is unknown or does not
 *     matter
 * @param firstSeen the time of the first suspicious decision on the node that was the first to report
 * @param lastSeen the time of the latest suspicious decision that a node has reported
 * @param keyDisabled whether the key was disabled because of this incident
 * @param text what is suspicious, in 1 to 200 printable characters
 * @param parts what each process has reported, by a name of its own; at most {@value #MAX_PARTS}
 */
public record StoredAlert(
        String subject,
        long number,
        long version,
        String rule,
        AlertSeverity severity,
        @Nullable KeyId keyId,
        boolean verified,
        @Nullable String workspace,
        @Nullable CidrBlock network,
        Instant firstSeen,
        Instant lastSeen,
        boolean keyDisabled,
        String text,
        Map<String, Part> parts) {
    /** The maximum number of parts. The oldest are added up to one. */
    public static final int MAX_PARTS = 1_000;

    private static final int MAX_ID = 120;

    /** With more parts than this, those that ended a while ago are added up to one. */
    private static final int MANY_PARTS = 32;

    /** A part that ended this long ago is not reported again. */
    private static final Duration A_WHILE = Duration.ofHours(1);

    /** The name of the part in which the oldest parts are added up. */
    private static final String OLDEST = "others";

    /**
     * What one process has reported of an incident.
     *
     * @param count the number of suspicious decisions
     * @param until when its part ended, or until when it counts as open
     */
    public record Part(long count, Instant until) {}

    /** Copies the parts, and truncates the times to microseconds, which every store can keep. */
    public StoredAlert {
        firstSeen = firstSeen.truncatedTo(ChronoUnit.MICROS);
        lastSeen = lastSeen.truncatedTo(ChronoUnit.MICROS);
        parts = Map.copyOf(parts);
    }

    /** Returns the identifier of the incident in its store. */
    public String id() {
        return subject + "/" + number;
    }

    /** Returns whether an incident can have this id. Stores look for no other: a database may reject its characters. */
    public static boolean mayHaveId(String id) {
        return !id.isEmpty() && id.length() <= MAX_ID && id.chars().allMatch(c -> c > ' ' && c <= '~');
    }

    /** Returns the number of suspicious decisions that all nodes have reported, at least 1. */
    public long count() {
        return parts.values().stream().mapToLong(Part::count).sum();
    }

    /** Returns until when the incident counts as open without a further report; if it has ended, a time before. */
    public Instant openUntil() {
        return parts.values().stream()
                .map(Part::until)
                .max(Comparator.naturalOrder())
                .orElse(lastSeen);
    }

    /**
     * Returns whether the incident is open: a node that watches it has reported it lately, and has not reported its
     * end.
     */
    public boolean isOpenAt(Instant time) {
        return openUntil().isAfter(time);
    }

    /** Returns whether somebody without the key's secret has claimed to be this key. */
    public boolean isClaimed() {
        return keyId != null && !verified;
    }

    /**
     * Returns what a store keeps of a report: a new incident, or the next version of a present one. The result is the
     * present incident itself if the report has nothing new.
     *
     * @param present the last incidents about the {@linkplain #subjectOf subject}, the latest first; ten are enough
     */
    public static StoredAlert next(List<StoredAlert> present, AlertReport report) {
        for (StoredAlert incident : present) {
            if (incident.parts.containsKey(report.source())) {
                return incident.with(report);
            }
        }
        StoredAlert latest = present.isEmpty() ? null : present.get(0);
        if (latest != null && !report.alert().firstSeen().isAfter(latest.openUntil())) {
            return latest.with(report);
        }
        return first(report, latest == null ? 1 : latest.number + 1);
    }

    /** Returns the subject of the incident to which a report belongs. */
    public static String subjectOf(AlertReport report) {
        return report.subject();
    }

    private static StoredAlert first(AlertReport report, long number) {
        Alert alert = report.alert();
        return new StoredAlert(
                report.subject(),
                number,
                1,
                alert.rule(),
                alert.severity(),
                alert.keyId(),
                alert.verified(),
                ownerOf(report),
                alert.network(),
                alert.firstSeen(),
                alert.lastSeen(),
                alert.keyDisabled(),
                alert.text(),
                Map.of(report.source(), report.part()));
    }

    private static @Nullable String ownerOf(AlertReport report) {
        String workspace = report.alert().workspace();
        return workspace == null ? report.owner() : workspace;
    }

    private StoredAlert with(AlertReport report) {
        Alert alert = report.alert();
        boolean later = !alert.lastSeen().isBefore(lastSeen);
        StoredAlert next = new StoredAlert(
                subject,
                number,
                version,
                rule,
                alert.severity().compareTo(severity) > 0 ? alert.severity() : severity,
                keyId,
                verified,
                workspace == null ? ownerOf(report) : workspace,
                network,
                firstSeen,
                later ? alert.lastSeen() : lastSeen,
                keyDisabled || alert.keyDisabled(),
                later ? alert.text() : text,
                partsWith(report));
        return next.equals(this) ? this : next.withVersion(version + 1);
    }

    private Map<String, Part> partsWith(AlertReport report) {
        Map<String, Part> next = new LinkedHashMap<>(parts);
        next.put(report.source(), report.part());
        Instant longAgo = report.openUntil().minus(A_WHILE);
        while (next.size() > MANY_PARTS && addUpOldest(next, report.source(), longAgo)) {
            // The next oldest follows.
        }
        return next;
    }

    /** Adds the part that ended first to the sum of such parts; returns false if it ended lately. */
    private static boolean addUpOldest(Map<String, Part> parts, String reported, Instant longAgo) {
        Map.Entry<String, Part> oldest = parts.entrySet().stream()
                .filter(part -> !part.getKey().equals(OLDEST) && !part.getKey().equals(reported))
                .min(Comparator.comparing((Map.Entry<String, Part> part) ->
                                part.getValue().until())
                        .thenComparing(Map.Entry::getKey))
                .orElseThrow();
        if (parts.size() <= MAX_PARTS && !oldest.getValue().until().isBefore(longAgo)) {
            return false;
        }
        Part ended = oldest.getValue();
        parts.remove(oldest.getKey());
        parts.merge(OLDEST, ended, (sum, added) -> new Part(sum.count() + added.count(), added.until()));
        return true;
    }

    private StoredAlert withVersion(long newVersion) {
        return new StoredAlert(
                subject,
                number,
                newVersion,
                rule,
                severity,
                keyId,
                verified,
                workspace,
                network,
                firstSeen,
                lastSeen,
                keyDisabled,
                text,
                parts);
    }
}
