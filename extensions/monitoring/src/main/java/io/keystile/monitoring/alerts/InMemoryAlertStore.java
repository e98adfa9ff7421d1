package io.keystile.monitoring.alerts;

import io.keystile.monitoring.internal.Arguments;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps alerts in memory, for one node and until it stops. An incident takes about 1 kB. Thread-safe.
 */
public final class InMemoryAlertStore implements AlertStore {
    private static final int STANDARD_PER_RULE = 1_000;
    private static final int RECENT = 10;

    private final int perRule;
    /** By rule, in the order of {@link AlertQuery#order}. */
    private final Map<String, TreeSet<StoredAlert>> rules = new HashMap<>();

    /** Creates an empty store of up to 1,000 incidents for each rule, of which up to 100 are of one workspace. */
    public InMemoryAlertStore() {
        this(STANDARD_PER_RULE);
    }

    /**
     * Creates an empty store.
     *
     * @param perRule the maximum number of incidents for each rule, at least 1; at most a tenth of them, but at least
     *     one, are of one workspace
     * @throws IllegalArgumentException if {@code perRule} is less than 1
     */
    public InMemoryAlertStore(int perRule) {
        this.perRule = Arguments.atLeast(1, perRule, "The number of incidents per rule");
    }

    @Override
    public synchronized void report(AlertReport report) {
        TreeSet<StoredAlert> ofRule =
                rules.computeIfAbsent(report.alert().rule(), unused -> new TreeSet<>(AlertQuery.order()));
        String subject = StoredAlert.subjectOf(report);
        List<StoredAlert> present = ofRule.stream()
                .filter(incident -> incident.subject().equals(subject))
                .sorted((one, other) -> Long.compare(other.number(), one.number()))
                .limit(RECENT)
                .toList();
        StoredAlert next = StoredAlert.next(present, report);
        ofRule.remove(next); // the version before is at the same position
        ofRule.add(next);
        deleteFirst(ofRule, next.workspace());
    }

    /** Deletes what is beyond the bounds, now that an incident of the workspace has been added. */
    private void deleteFirst(NavigableSet<StoredAlert> ofRule, @Nullable String workspace) {
        if (workspace != null) {
            List<StoredAlert> ofWorkspace = ofRule.stream()
                    .filter(incident -> workspace.equals(incident.workspace()))
                    .toList();
            if (ofWorkspace.size() > AlertStore.perWorkspace(perRule)) {
                ofRule.remove(ofWorkspace.get(ofWorkspace.size() - 1));
            }
        }
        if (ofRule.size() > perRule) {
            ofRule.pollLast();
        }
    }

    @Override
    public synchronized Optional<StoredAlert> find(String id) {
        return rules.values().stream()
                .flatMap(TreeSet::stream)
                .filter(incident -> incident.id().equals(id))
                .findFirst();
    }

    @Override
    public synchronized List<StoredAlert> list(AlertQuery query) {
        return rules.values().stream()
                .flatMap(TreeSet::stream)
                .filter(query::matches)
                .sorted(AlertQuery.order())
                .limit(query.limit())
                .toList();
    }

    @Override
    public synchronized int deleteBefore(Instant lastSeen) {
        List<StoredAlert> old = new ArrayList<>();
        rules.values()
                .forEach(ofRule -> ofRule.stream()
                        .filter(incident -> incident.lastSeen().isBefore(lastSeen))
                        .forEach(old::add));
        rules.values().forEach(ofRule -> ofRule.removeAll(old));
        return old.size();
    }
}
