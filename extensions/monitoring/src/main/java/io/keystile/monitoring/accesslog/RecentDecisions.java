package io.keystile.monitoring.accesslog;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.AuthListener;
import io.keystile.Decision.Denied;
import io.keystile.RequestDetails;
import io.keystile.key.KeyId;
import io.keystile.monitoring.internal.Arguments;
import io.keystile.monitoring.internal.ClientText;
import io.keystile.net.IpAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
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
 * <p>A decision takes about 0.5 kB of memory, and at most 2.5 kB. Adding one takes less than a microsecond. All lists
 * are in the order in which the decisions arrived here, the last one first.
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
    private final Deque<Row> withoutKey = new ArrayDeque<>();
    private long missed;

    /**
     * A decision as the event has it. Its texts are masked when it is listed: masking takes far longer than keeping it,
     * and few are ever listed. Compared by identity.
     */
    private static final class Row {
        private final Instant time;
        private final @Nullable Denied denied;
        private final @Nullable KeyId key;
        private final @Nullable String workspace;
        private final @Nullable IpAddress address;
        private final RequestDetails request;
        private final long nanos;

        Row(AuthEvent event) {
            this.time = event.time();
            this.denied = event.decision() instanceof Denied refused ? refused : null;
            this.key = event.decision().keyId();
            this.workspace = event.caller() == null ? null : event.caller().workspace();
            this.address = event.clientAddress();
            this.request = event.request();
            this.nanos = event.durationNanos();
        }

        RecentDecision masked(AccessLogSettings settings) {
            return new RecentDecision(
                    time,
                    denied == null ? null : denied.reason(),
                    denied == null ? null : AccessLine.instanceOf(denied),
                    key,
                    workspace,
                    ClientText.sanitize(request.method()),
                    settings.paths() ? ClientText.sanitize(request.path()) : null,
                    settings.addresses().mask(address),
                    settings.userAgents() ? ClientText.sanitize(request.userAgent()) : null,
                    nanos);
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
    public synchronized void onDecision(AuthEvent event) {
        Row row = new Row(event);
        ApiKeyPrincipal caller = event.caller();
        if (caller == null) {
            addWithoutKey(row);
        } else {
            add(row, caller.workspace(), caller.keyId());
        }
    }

    @Override
    public synchronized void onLoss(long events) {
        missed += events;
    }

    private void addWithoutKey(Row row) {
        if (withoutKey.size() == maxWithoutKey) {
            withoutKey.removeFirst();
        }
        withoutKey.addLast(row);
    }

    private void add(Row row, String id, KeyId key) {
        Workspace own = workspaces.get(id);
        Deque<Row> ofKey = own == null ? null : own.keys.get(key);
        if (ofKey != null && ofKey.size() == perKey) {
            remove(ofKey.getFirst());
        } else if (all.size() == max) {
            remove(oldest(own != null && hasItsShare(own) ? own.rows : all));
        }
        all.add(row);
        Workspace workspace = workspaces.computeIfAbsent(id, unused -> new Workspace());
        workspace.rows.add(row);
        workspace.keys.computeIfAbsent(key, unused -> new ArrayDeque<>(4)).addLast(row);
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
        String id = Objects.requireNonNull(row.workspace);
        KeyId key = Objects.requireNonNull(row.key);
        Workspace workspace = Objects.requireNonNull(workspaces.get(id));
        workspace.rows.remove(row);
        if (workspace.rows.isEmpty()) {
            workspaces.remove(id);
        }
        Deque<Row> ofKey = Objects.requireNonNull(workspace.keys.get(key));
        ofKey.removeFirst();
        if (ofKey.isEmpty()) {
            workspace.keys.remove(key);
        }
    }

    /**
     * Returns the decisions on a key; empty if it has none, or belongs to another workspace.
     *
     * @param workspace the id of the key's workspace
     */
    public List<RecentDecision> ofKey(String workspace, KeyId key) {
        return masked(rowsOfKey(workspace, key));
    }

    /**
     * Returns the decisions on all keys of a workspace; empty if it has none.
     *
     * @param limit the maximum number of decisions to return, at least 0
     */
    public List<RecentDecision> ofWorkspace(String workspace, int limit) {
        return masked(rowsOfWorkspace(workspace, limit));
    }

    /**
     * Returns the decisions on the keys of all workspaces.
     *
     * @param limit the maximum number of decisions to return, at least 0
     */
    public List<RecentDecision> all(int limit) {
        return masked(rows(limit));
    }

    /**
     * Returns the denials of calls without a verified key. They belong to no workspace, and are for operators only.
     *
     * @param limit the maximum number of denials to return, at least 0
     */
    public List<RecentDecision> withoutKey(int limit) {
        return masked(rowsWithoutKey(limit));
    }

    /** Returns how many decisions were missed because the queue of this listener was full. */
    public synchronized long missed() {
        return missed;
    }

    private synchronized Row[] rowsOfKey(String workspace, KeyId key) {
        Workspace found = workspaces.get(workspace);
        Deque<Row> rows = found == null ? null : found.keys.get(key);
        return rows == null ? new Row[0] : newest(rows, perKey);
    }

    private synchronized Row[] rowsOfWorkspace(String workspace, int limit) {
        Workspace found = workspaces.get(workspace);
        return found == null ? new Row[0] : newest(found.rows, limit);
    }

    private synchronized Row[] rows(int limit) {
        return newest(all, limit);
    }

    private synchronized Row[] rowsWithoutKey(int limit) {
        return newest(withoutKey, limit);
    }

    /** Returns the last rows, the last one first. */
    private static Row[] newest(Collection<Row> rows, int limit) {
        Row[] found = new Row[Math.min(rows.size(), Arguments.atLeast(0, limit, "The limit"))];
        int index = rows.size();
        for (Row row : rows) {
            index--;
            if (index < found.length) {
                found[index] = row;
            }
        }
        return found;
    }

    private List<RecentDecision> masked(Row[] rows) {
        return Stream.of(rows).map(row -> row.masked(settings)).toList();
    }
}
