package io.keystile.monitoring.accesslog;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.AuthListener;
import io.keystile.key.KeyId;
import io.keystile.monitoring.internal.Arguments;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last decisions of this node in memory, for a screen. The access log has the others. Register it with
 * {@code AuthenticatorBuilder.listener}, which has a queue. Thread-safe.
 *
 * <p>Only decisions on keys whose secret was verified are kept by key and workspace. All others, such as those on
 * made-up ids, are denials without a key. They are kept on their own, so they replace only each other.
 *
 * <p>A key replaces its own oldest decision when it has as many as a key may have. When the maximum of all keys is
 * reached, the oldest decision of all is replaced; but a workspace that has its share or more, the maximum divided by
 * the number of workspaces, replaces its own oldest. So a busy workspace cannot replace all decisions of others.
 *
 * <p>A decision takes about 0.6 kB of memory, and never more than 2 kB. All lists are in the order in which the
 * decisions arrived here, the last one first.
 */
public final class RecentDecisions implements AuthListener {
    private static final int STANDARD_PER_KEY = 50;
    private static final int STANDARD_MAX = 10_000;
    private static final int STANDARD_WITHOUT_KEY = 1_000;

    private final AccessLogSettings settings;
    private final int perKey;
    private final int max;
    private final int maxWithoutKey;

    private final Set<Row> all = new LinkedHashSet<>();
    private final Map<String, Workspace> workspaces = new HashMap<>();
    private final Deque<RecentDecision> withoutKey = new ArrayDeque<>();
    private long missed;

    /** A decision on a verified key. Compared by identity. */
    private static final class Row {
        private final RecentDecision decision;
        private final String workspace;
        private final KeyId key;

        Row(RecentDecision decision, String workspace, KeyId key) {
            this.decision = decision;
            this.workspace = workspace;
            this.key = key;
        }
    }

    /** The rows of a workspace, and of each of its keys; the oldest first. */
    private static final class Workspace {
        private final Set<Row> rows = new LinkedHashSet<>();
        private final Map<KeyId, Deque<Row>> keys = new HashMap<>();
    }

    /**
     * Creates an empty list of up to 50 decisions per key, 10,000 in all, and 1,000 denials without a key.
     *
     * @param settings which details are kept, as in the access log; {@code deniedPerSecond} has no effect
     */
    public RecentDecisions(AccessLogSettings settings) {
        this(settings, STANDARD_PER_KEY, STANDARD_MAX, STANDARD_WITHOUT_KEY);
    }

    /**
     * Creates an empty list.
     *
     * @param settings which details are kept, as in the access log; {@code deniedPerSecond} has no effect
     * @param perKey the maximum number of decisions per key, at least 1
     * @param max the maximum number of decisions of all keys, at least 1
     * @param maxWithoutKey the maximum number of denials without a verified key, at least 1
     * @throws IllegalArgumentException if a number is less than 1
     */
    public RecentDecisions(AccessLogSettings settings, int perKey, int max, int maxWithoutKey) {
        this.settings = settings;
        this.perKey = Arguments.atLeast(1, perKey, "The number of decisions per key");
        this.max = Arguments.atLeast(1, max, "The number of decisions");
        this.maxWithoutKey = Arguments.atLeast(1, maxWithoutKey, "The number of denials without a key");
    }

    @Override
    public void onDecision(AuthEvent event) {
        RecentDecision decision = RecentDecision.of(event, settings); // masking takes longer than all of the rest
        ApiKeyPrincipal caller = event.caller();
        if (caller == null) {
            addWithoutKey(decision);
        } else {
            add(new Row(decision, caller.workspace(), caller.keyId()));
        }
    }

    @Override
    public synchronized void onLoss(long events) {
        missed += events;
    }

    private synchronized void addWithoutKey(RecentDecision decision) {
        if (withoutKey.size() == maxWithoutKey) {
            withoutKey.removeFirst();
        }
        withoutKey.addLast(decision);
    }

    private synchronized void add(Row row) {
        Workspace own = workspaces.get(row.workspace);
        Deque<Row> ofKey = own == null ? null : own.keys.get(row.key);
        if (ofKey != null && ofKey.size() == perKey) {
            remove(ofKey.getFirst());
        } else if (all.size() == max) {
            remove(oldest(own != null && hasItsShare(own) ? own.rows : all));
        }
        all.add(row);
        Workspace workspace = workspaces.computeIfAbsent(row.workspace, unused -> new Workspace());
        workspace.rows.add(row);
        workspace.keys.computeIfAbsent(row.key, unused -> new ArrayDeque<>(4)).addLast(row);
    }

    private boolean hasItsShare(Workspace workspace) {
        return (long) workspace.rows.size() * workspaces.size() >= max;
    }

    private static Row oldest(Set<Row> rows) {
        return rows.iterator().next();
    }

    /** Removes the oldest row of its key. */
    private void remove(Row row) {
        all.remove(row);
        Workspace workspace = Objects.requireNonNull(workspaces.get(row.workspace));
        workspace.rows.remove(row);
        if (workspace.rows.isEmpty()) {
            workspaces.remove(row.workspace);
        }
        Deque<Row> ofKey = Objects.requireNonNull(workspace.keys.get(row.key));
        ofKey.removeFirst();
        if (ofKey.isEmpty()) {
            workspace.keys.remove(row.key);
        }
    }

    /**
     * Returns the decisions on a key; empty if it has none, or belongs to another workspace.
     *
     * @param workspace the id of the key's workspace
     */
    public synchronized List<RecentDecision> ofKey(String workspace, KeyId key) {
        Workspace found = workspaces.get(workspace);
        return found == null ? List.of() : newestFirst(found.keys.get(key));
    }

    /** Returns the decisions on all keys of a workspace; empty if it has none. */
    public synchronized List<RecentDecision> ofWorkspace(String workspace) {
        Workspace found = workspaces.get(workspace);
        return found == null ? List.of() : newestFirst(found.rows);
    }

    /** Returns the decisions on the keys of all workspaces. */
    public synchronized List<RecentDecision> all() {
        return newestFirst(all);
    }

    /** Returns the denials of calls without a verified key. They belong to no workspace, and are for operators only. */
    public synchronized List<RecentDecision> withoutKey() {
        List<RecentDecision> decisions = new ArrayList<>(withoutKey.size());
        withoutKey.descendingIterator().forEachRemaining(decisions::add);
        return List.copyOf(decisions);
    }

    /** Returns how many decisions were missed because the queue of this listener was full. */
    public synchronized long missed() {
        return missed;
    }

    private static List<RecentDecision> newestFirst(@Nullable Collection<Row> rows) {
        if (rows == null) {
            return List.of();
        }
        RecentDecision[] decisions = new RecentDecision[rows.size()];
        int index = decisions.length;
        for (Row row : rows) {
            decisions[--index] = row.decision;
        }
        return List.of(decisions);
    }
}
