package io.keystile.admin;

import io.keystile.admin.AuditEvent.KeyAction;
import io.keystile.admin.AuditEvent.WorkspaceAction;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.Lineage;
import io.keystile.model.PermissionSet;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.KeyQuery;
import io.keystile.store.LastUse;
import io.keystile.store.RecordsDocument;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreException;
import io.keystile.store.StoreWrite;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The life of keys and of the workspaces they belong to.
 *
 * <p>Every change names its {@link Actor}, is refused with a {@link NotPermittedException} if they may not make it, and is
 * told to the {@linkplain #onChange audit listeners}. A change holds at once for every authenticator that reads through
 * the same store object, and for others within their cache's {@code freshFor}.
 *
 * <p>Format, hasher and plans are the same as the authenticator's. All methods throw {@link StoreException} if the store
 * cannot answer or keep a change. Thread-safe.
 */
public final class ApiKeys {
    private final ApiKeyStore store;
    private final ApiKeyFormat format;
    private final SecretHasher hasher;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Plans plans;
    private final SettingsRules rules;
    private final Authority authority;
    private final AuditTrail audit;
    private final Workspaces workspaces;

    /** Creates an administration with the system's clock and random numbers. */
    public ApiKeys(ApiKeyStore store, ApiKeyFormat format, SecretHasher hasher, Plans plans) {
        this(store, format, hasher, plans, InstantSource.system(), new SecureRandom());
    }

    /** Creates an administration with another clock, or other random numbers, for tests. */
    public ApiKeys(
            ApiKeyStore store,
            ApiKeyFormat format,
            SecretHasher hasher,
            Plans plans,
            InstantSource clock,
            SecureRandom random) {
        this.store = store;
        this.format = format;
        this.hasher = hasher;
        this.clock = clock;
        this.random = random;
        this.plans = plans;
        this.rules = new SettingsRules(plans);
        this.authority = new Authority(store);
        this.audit = new AuditTrail(clock);
        this.workspaces = new Workspaces(store, rules, authority, audit);
    }

    /** Has {@code listener} told of every change that is made through this object from now on. */
    public void onChange(AuditListener listener) {
        audit.add(listener);
    }

    /**
     * Adds a workspace.
     *
     * @throws IllegalArgumentException if there is no such plan
     * @throws IllegalStateException if there is such a workspace already
     */
    public void createWorkspace(Actor actor, WorkspaceRecord workspace) {
        workspaces.create(actor, workspace);
    }

    /**
     * Changes a workspace's plan, ceiling, shared limits or suspension; all of its keys obey.
     *
     * @param changed the record as the actor saw it, with their changes: {@code seen.withPlan("pro")}
     * @return the record as it is now
     * @throws IllegalArgumentException if there is no such plan
     * @throws ConcurrentChangeException if somebody else has changed it since, or it does not exist
     */
    public WorkspaceRecord updateWorkspace(Actor actor, WorkspaceRecord changed) {
        return workspaces.update(actor, changed);
    }

    /**
     * Stops all keys of a workspace until {@link #resumeWorkspace}. Suspending a suspended workspace changes nothing.
     *
     * @return the record as it is now, or empty if there is no such workspace
     */
    public Optional<WorkspaceRecord> suspendWorkspace(Actor actor, String id) {
        return workspaces.setSuspended(actor, id, true);
    }

    /**
     * Lets the keys of a suspended workspace work again.
     *
     * @return the record as it is now, or empty if there is no such workspace
     */
    public Optional<WorkspaceRecord> resumeWorkspace(Actor actor, String id) {
        return workspaces.setSuspended(actor, id, false);
    }

    /** Finds a workspace. */
    public Optional<WorkspaceRecord> findWorkspace(String id) {
        return store.findWorkspace(id);
    }

    /** Lists all workspaces by id; unmodifiable. */
    public List<WorkspaceRecord> workspaces() {
        return store.workspaces();
    }

    /**
     * Issues a key.
     *
     * @param workspace the id of an existing workspace
     * @param environment what the key is for, for example {@code live}; 2 to 12 lower-case letters and digits
     * @param settings what it may do
     * @return the key with its plaintext, to be shown once
     * @throws IllegalArgumentException if the workspace or the plan does not exist, the environment cannot stand in a
     *     key, the plan has no allowlists and the settings have one, a permission is above the workspace's ceiling, or
     *     the expiry is not in the future
     */
    public IssuedKey issue(Actor actor, String workspace, String environment, ApiKeySettings settings) {
        Instant now = clock.instant();
        authority.requireWorkspace(actor, workspace);
        WorkspaceRecord owner = store.findWorkspace(workspace)
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no workspace \"" + workspace + "\"; create it before its keys"));
        rules.require(settings, null, owner, now);
        IssuedKey issued = generate(actor, workspace, environment, settings, Lineage.NONE, now);
        authority.requireMayIssue(actor, issued.record(), null, now);
        store.insert(issued.record());
        audit.tell(actor, KeyAction.ISSUED, null, issued.record());
        return issued;
    }

    private IssuedKey generate(
            Actor actor, String workspace, String environment, ApiKeySettings settings, Lineage lineage, Instant now) {
        PresentedKey key = format.generate(environment, random);
        ApiKeyRecord record =
                ApiKeyRecord.issued(key, hasher.hash(key), workspace, settings, now, actor.name(), lineage);
        return new IssuedKey(record, key);
    }

    /**
     * Makes a new key with the settings of another, its expiry included; the other goes on working for the overlap, and no
     * longer than its own end.
     *
     * @return the new key with its plaintext, to be shown once, or empty if there is no key of that id
     * @throws IllegalStateException if the key is not active, or has been replaced before; then rotate its successor
     * @throws ConcurrentChangeException if somebody else changes the key at the same time
     */
    public Optional<IssuedKey> rotate(Actor actor, KeyId id, Overlap overlap) {
        Instant now = clock.instant();
        Optional<ApiKeyRecord> found = find(id);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ApiKeyRecord old = found.get();
        authority.requireMayIssue(actor, old, old.settings(), now);
        requireRotatable(old, now);
        Lineage lineage = Lineage.successorOf(id);
        IssuedKey issued = generate(actor, old.workspace(), old.environment(), old.settings(), lineage, now);
        ApiKeyRecord successor = issued.record();
        authority.requireMayIssue(actor, successor, old.settings(), now);
        ApiKeyRecord retiring =
                old.replacedBy(successor.id(), now.plus(overlap.atMost()), overlap.untilSuccessorIsUsed());
        List<StoreWrite> writes = List.of(new StoreWrite.InsertKey(successor), new StoreWrite.ReplaceKey(retiring));
        if (!store.write(writes)) {
            throw new ConcurrentChangeException("Key " + id, old.version());
        }
        audit.tell(actor, KeyAction.ISSUED, null, successor);
        audit.tell(actor, KeyAction.REPLACED, old, retiring);
        return Optional.of(issued);
    }

    private static void requireRotatable(ApiKeyRecord key, Instant now) {
        if (key.lineage().successor() != null) {
            throw new IllegalStateException("Key " + key.id() + " has been replaced by "
                    + key.lineage().successor() + " already; rotate that one");
        }
        if (key.statusAt(now) != KeyStatus.ACTIVE) {
            throw new IllegalStateException("Key " + key.id() + " is not active; issue a new key");
        }
    }

    /**
     * Ends the overlap of the key that {@code successor} replaces, if it was to last until this first use. To be called
     * when a key has been used; calling it again changes nothing.
     *
     * @param usedAt when
     */
    public void successorUsed(KeyId successor, Instant usedAt) {
        KeyId predecessor =
                find(successor).map(key -> key.lineage().predecessor()).orElse(null);
        if (predecessor == null) {
            return;
        }
        change(Actor.system("first use of " + successor), predecessor, KeyAction.RETIRED, old -> {
            Instant end = old.lineage().retiresAt();
            boolean ends = old.lineage().untilSuccessorIsUsed()
                    && successor.equals(old.lineage().successor())
                    && end != null
                    && usedAt.isBefore(end);
            return ends ? old.retiringAt(usedAt) : old;
        });
    }

    /**
     * Changes a key's settings.
     *
     * @param seen the record as the actor saw it
     * @return the record as it is now
     * @throws IllegalArgumentException as {@link #issue} does; what the key has already may stay
     * @throws IllegalStateException if the key is revoked
     * @throws ConcurrentChangeException if somebody else has changed it since, or it does not exist
     */
    public ApiKeyRecord update(Actor actor, ApiKeyRecord seen, ApiKeySettings settings) {
        Instant now = clock.instant();
        ResolvedKey current = store.find(seen.id())
                .filter(found -> found.key().version() == seen.version())
                .orElseThrow(() -> new ConcurrentChangeException("Key " + seen.id(), seen.version()));
        ApiKeyRecord before = current.key();
        authority.requireMayIssue(actor, before, before.settings(), now);
        requireNotRevoked(before);
        rules.require(settings, before.settings(), current.workspace(), now);
        ApiKeyRecord next = before.withSettings(settings);
        authority.requireMayIssue(actor, next, before.settings(), now);
        if (!store.replace(next)) {
            throw new ConcurrentChangeException("Key " + seen.id(), seen.version());
        }
        audit.tell(actor, KeyAction.UPDATED, before, next);
        return next;
    }

    /**
     * Revokes a key for ever. When this returns, no authenticator on this store object admits it any more. Revoking a
     * revoked key changes nothing.
     *
     * @param reason why; 1 to 200 printable characters
     * @return the revoked record, or empty if there is no such key
     * @throws IllegalArgumentException if the reason is not well-formed
     */
    public Optional<ApiKeyRecord> revoke(Actor actor, KeyId id, String reason) {
        return change(
                actor, id, KeyAction.REVOKED, key -> key.status() == KeyStatus.REVOKED ? key : key.revoked(reason));
    }

    /**
     * Stops a key until {@link #enable}. Disabling a disabled key changes nothing.
     *
     * @return the record as it is now, or empty if there is no such key
     * @throws IllegalStateException if it is revoked
     */
    public Optional<ApiKeyRecord> disable(Actor actor, KeyId id) {
        return change(actor, id, KeyAction.DISABLED, key -> {
            requireNotRevoked(key);
            return key.status() == KeyStatus.DISABLED ? key : key.withDisabled(true);
        });
    }

    /**
     * Lets a disabled key work again.
     *
     * @return the record as it is now, or empty if there is no such key
     * @throws IllegalStateException if it is revoked
     */
    public Optional<ApiKeyRecord> enable(Actor actor, KeyId id) {
        return change(actor, id, KeyAction.ENABLED, key -> {
            authority.requireMayIssue(actor, key, key.settings(), clock.instant());
            requireNotRevoked(key);
            return key.status() == KeyStatus.ACTIVE ? key : key.withDisabled(false);
        });
    }

    private static void requireNotRevoked(ApiKeyRecord key) {
        if (key.status() == KeyStatus.REVOKED) {
            throw new IllegalStateException("Key " + key.id() + " is revoked for ever; issue a new key");
        }
    }

    /** Makes a change of the record as it is, whatever it is by then; the same record means that nothing changes. */
    private Optional<ApiKeyRecord> change(Actor actor, KeyId id, KeyAction action, UnaryOperator<ApiKeyRecord> change) {
        while (true) {
            Optional<ApiKeyRecord> current = find(id);
            if (current.isEmpty()) {
                return current;
            }
            ApiKeyRecord before = current.get();
            authority.requireMayRevoke(actor, before, clock.instant());
            ApiKeyRecord next = change.apply(before);
            if (next.equals(before)) {
                return current;
            }
            if (store.replace(next)) {
                audit.tell(actor, action, before, next);
                return Optional.of(next);
            }
        }
    }

    /**
     * Removes a key's record, whatever its status. From then on the key is unknown, and nobody can tell that it ever
     * existed; revoke it instead if that matters.
     *
     * @return the record that was removed, or empty if there is no such key
     */
    public Optional<ApiKeyRecord> delete(Actor actor, KeyId id) {
        while (true) {
            Optional<ApiKeyRecord> current = find(id);
            if (current.isEmpty()) {
                return current;
            }
            ApiKeyRecord last = current.get();
            authority.requireMayDelete(actor, last, clock.instant());
            if (store.write(List.of(new StoreWrite.DeleteKey(id, last.version())))) {
                audit.tell(actor, KeyAction.DELETED, last, null);
                return current;
            }
        }
    }

    /**
     * Takes over workspaces and keys from another store, or from elsewhere, all or none. A workspace that is there already
     * stays as it is, and so does a key (of the same workspace, environment and time of creation), whatever has been done
     * to it since, so that an import can be repeated.
     *
     * @throws IllegalStateException if there is another key of the same id, or somebody else inserts one at the same time;
     *     then nothing was imported
     * @throws IllegalArgumentException if a plan does not exist, or the hash of a key that is not revoked cannot be
     *     verified, be it for want of its pepper; then nothing was imported
     */
    public ImportResult importRecords(Actor actor, RecordsDocument document) {
        authority.requireWorkspaces(actor, PermissionSet.NONE, PermissionSet.NONE);
        Importer importer = new Importer(store, hasher, plans);
        importer.look(document);
        List<WorkspaceRecord> spaces = importer.newWorkspaces();
        List<ApiKeyRecord> keys = importer.newKeys();
        spaces.forEach(each -> authority.requireWorkspaces(actor, each.ceiling(), PermissionSet.NONE));
        keys.forEach(each -> authority.requireMayIssue(actor, each, null, clock.instant()));
        store.write(importer.writes());
        spaces.forEach(each -> audit.tell(actor, WorkspaceAction.IMPORTED, null, each));
        keys.forEach(each -> audit.tell(actor, KeyAction.IMPORTED, null, each));
        return new ImportResult(spaces.size(), keys.size(), document.keys().size() - keys.size());
    }

    /** Finds a key, whatever its status. Who may see it is for the caller to decide, as with all that only reads. */
    public Optional<ApiKeyRecord> find(KeyId id) {
        return store.find(id).map(ResolvedKey::key);
    }

    /** Lists keys in the order of their creation, one page at a time; unmodifiable. */
    public List<ApiKeyRecord> list(KeyQuery query) {
        return store.list(query);
    }

    /** Keeps when and from where keys were last used; changes nothing else about them. */
    public void touch(Map<KeyId, LastUse> uses) {
        store.touch(uses);
    }

    /** Returns when and from where these keys were last used, as far as a {@code LastUsedRecorder} has told; unmodifiable. */
    public Map<KeyId, LastUse> lastUses(Collection<KeyId> ids) {
        return store.lastUses(ids);
    }
}
