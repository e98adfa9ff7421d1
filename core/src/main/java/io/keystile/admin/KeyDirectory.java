package io.keystile.admin;

import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.PlanSource;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.AuditChain;
import io.keystile.store.AuditQuery;
import io.keystile.store.AuditStore;
import io.keystile.store.AuditVerification;
import io.keystile.store.ChainedEntry;
import io.keystile.store.KeyQuery;
import io.keystile.store.LastUse;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads keys and workspaces, of one workspace or of all. Keys and workspaces outside of that workspace are absent from
 * every result, as if they did not exist. An {@linkplain Actor#withKey actor with a key} sees only the keys of its
 * environment too, and none if its own key does not exist.
 *
 * <p>Obtain it from {@link ApiKeys#seenBy} or {@link ApiKeys#unrestricted}. All methods throw {@link StoreException} if
 * the store cannot answer. Immutable and thread-safe.
 */
public final class KeyDirectory {
    private static final int SHOWN_OF_ID = 4;

    /** The environment of no key. */
    private static final String NOWHERE = "";

    private final ApiKeyStore store;
    private final ApiKeyFormat format;
    private final InstantSource clock;
    /** The only visible workspace, or null for all. */
    private final @Nullable String bound;

    /** The only visible environment of keys, or null for all. */
    private final @Nullable String environment;

    private KeyDirectory(
            ApiKeyStore store,
            ApiKeyFormat format,
            InstantSource clock,
            @Nullable String bound,
            @Nullable String environment) {
        this.store = store;
        this.format = format;
        this.clock = clock;
        this.bound = bound;
        this.environment = environment;
    }

    /** Returns the directory that the actor sees, or that of everything for null. */
    static KeyDirectory of(ApiKeyStore store, ApiKeyFormat format, InstantSource clock, @Nullable Actor actor) {
        if (actor == null) {
            return new KeyDirectory(store, format, clock, null, null);
        }
        KeyId key = actor.key();
        String environment = key == null
                ? null
                : store.findInTransaction(key)
                        .map(found -> found.key().environment())
                        .orElse(NOWHERE);
        return new KeyDirectory(store, format, clock, actor.workspace(), environment);
    }

    private boolean isVisible(String workspace) {
        return bound == null || bound.equals(workspace);
    }

    private boolean isVisible(ApiKeyRecord key) {
        return isVisible(key.workspace()) && (environment == null || environment.equals(key.environment()));
    }

    /** Finds a key, whatever its status. */
    public Optional<ApiKeyRecord> find(KeyId id) {
        return store.findInTransaction(id).map(ResolvedKey::key).filter(this::isVisible);
    }

    /** Finds the summary of a key, whatever its status. */
    public Optional<ApiKeySummary> findSummary(KeyId id) {
        return find(id).map(key -> summaries(List.of(key)).get(0));
    }

    /** Lists one page of keys; unmodifiable. A page with fewer keys than the query's limit is the last. */
    public List<ApiKeyRecord> list(KeyQuery query) {
        KeyQuery visible = boundOrNull(query);
        return visible == null ? List.of() : store.list(visible);
    }

    /** Lists the summaries of one page of keys; unmodifiable. */
    public List<ApiKeySummary> listSummaries(KeyQuery query) {
        return summaries(list(query));
    }

    /**
     * Passes every matching key to {@code action} once, oldest first, reading page by page; see {@link
     * ApiKeyStore#forEachKey}.
     *
     * @throws IllegalArgumentException if the query is {@link KeyQuery#newestFirst newest first}
     */
    public void forEach(KeyQuery query, Consumer<ApiKeyRecord> action) {
        KeyQuery visible = boundOrNull(query);
        if (visible != null) {
            store.forEachKey(visible, action);
        }
    }

    /** Returns the query restricted to what is visible, or null if it names something else. */
    private @Nullable KeyQuery boundOrNull(KeyQuery query) {
        if (bound == null) {
            return query;
        }
        if (isOther(query.workspace(), bound) || (environment != null && isOther(query.environment(), environment))) {
            return null;
        }
        KeyQuery visible = query.withWorkspace(bound);
        if (environment == null) {
            return visible;
        }
        return environment.equals(NOWHERE) ? null : visible.withEnvironment(environment);
    }

    private static boolean isOther(@Nullable String wanted, String visible) {
        return wanted != null && !wanted.equals(visible);
    }

    /** Finds a workspace. */
    public Optional<WorkspaceRecord> findWorkspace(String id) {
        return isVisible(id) ? store.findWorkspace(id) : Optional.empty();
    }

    /** Lists the workspaces by id; unmodifiable. */
    public List<WorkspaceRecord> workspaces() {
        return bound == null
                ? store.workspaces()
                : store.findWorkspace(bound).map(List::of).orElse(List.of());
    }

    /**
     * Passes each rule that a live key breaks to {@code action}: what would be refused if the key were issued under
     * these plans. Nothing is changed. Reads all keys.
     *
     * @param proposed the plans with the policies to check, which need not be those in use
     */
    public void forEachBreach(PlanSource proposed, Consumer<PolicyBreach> action) {
        PolicyRules rules = new PolicyRules(store, proposed);
        Instant now = clock.instant();
        workspaces().forEach(workspace -> rules.forEachBreach(workspace, now, action));
    }

    /** Returns the last uses of these keys, without those that were never used; unmodifiable. */
    public Map<KeyId, LastUse> lastUses(Collection<ApiKeyRecord> keys) {
        return store.lastUses(
                keys.stream().filter(this::isVisible).map(ApiKeyRecord::id).toList());
    }

    /** Returns whether the store keeps audit entries. */
    public boolean keepsAudit() {
        return store.audit().isPresent();
    }

    /**
     * Lists one page of audit entries, the newest first; unmodifiable. The entries of deleted keys are included. A page
     * with fewer entries than the query's limit is the last.
     *
     * <p>Entries do not say which environment a key had. So an actor with a key sees those of one existing key at a
     * time, and none of others.
     *
     * @throws IllegalStateException if the store keeps no audit entries
     */
    public List<ChainedEntry> audit(AuditQuery query) {
        AuditStore audit = requireAudit(store);
        if (bound == null) {
            return audit.list(query);
        }
        KeyId key = query.key();
        boolean hidden = isOther(query.workspace(), bound)
                || (environment != null && (key == null || find(key).isEmpty()));
        return hidden ? List.of() : audit.list(query.withWorkspace(bound));
    }

    /**
     * Verifies that no audit entry is missing, moved or changed; see {@link AuditChain} for what that cannot notice.
     * Reads all entries.
     *
     * @param known chains as an earlier verification returned them, to compare with; may be empty
     * @throws IllegalStateException if the store keeps no audit entries
     */
    public AuditVerification verifyAudit(List<AuditChain> known) {
        AuditStore audit = requireAudit(store);
        return bound == null ? audit.verify(known) : AuditVerification.of(audit, Set.of(bound), known);
    }

    static AuditStore requireAudit(ApiKeyStore store) {
        return store.audit()
                .orElseThrow(() -> new IllegalStateException("This store keeps no audit entries; let an AuditStore keep"
                        + " them, with AuditStore.beside(store)"));
    }

    private List<ApiKeySummary> summaries(List<ApiKeyRecord> keys) {
        Map<KeyId, LastUse> uses = lastUses(keys);
        Instant now = clock.instant();
        return keys.stream().map(key -> summary(key, now, uses.get(key.id()))).toList();
    }

    private ApiKeySummary summary(ApiKeyRecord key, Instant now, @Nullable LastUse lastUse) {
        return new ApiKeySummary(
                key.id(),
                displayPrefix(key),
                key.workspace(),
                key.environment(),
                key.statusAt(now),
                key.settings(),
                key.createdAt(),
                key.createdBy(),
                key.endsAt(),
                key.revocationReason(),
                key.lineage(),
                lastUse);
    }

    private String displayPrefix(ApiKeyRecord key) {
        String id = key.id().value();
        String start = id.substring(0, Math.min(SHOWN_OF_ID, id.length())) + "…";
        return format.mayHaveId(key.id()) ? format.brand() + "_" + key.environment() + "_" + start : start;
    }
}
