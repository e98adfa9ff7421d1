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
import io.keystile.model.PlanSource;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.AuditStore;
import io.keystile.store.LastUse;
import io.keystile.store.RecordsDocument;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreException;
import io.keystile.store.StoreWrite;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Administers keys and workspaces: issues, rotates, updates, disables, revokes and deletes them.
 *
 * <p>Every change names its {@link Actor}, throws {@link NotPermittedException} if the actor may not make it, and
 * notifies the {@linkplain #onChange audit listeners}. A store with an {@linkplain ApiKeyStore#audit audit} stores
 * each change together with its entry, or neither. A change takes effect at once in every authenticator on the same
 * store object, and in others within their cache's {@code freshFor}. {@link #seenBy} restricts reads to an actor's
 * workspace; {@link #unrestricted} does not restrict them.
 *
 * <p>Obtain it from {@link io.keystile.Keystile#keys}, so that it uses the authenticator's format, hasher and plans.
 * All methods throw {@link StoreException} if the store cannot answer or cannot store a change. In a transaction of the
 * application that sees an outdated record, a change may throw {@link ConcurrentChangeException}. Thread-safe.
 */
public final class ApiKeys {
    /** How many of the newest audit entries of each workspace are kept, unless it is set. */
    public static final int DEFAULT_AUDIT_ENTRIES = 10_000;

    private final ApiKeyStore store;
    private final ApiKeyFormat format;
    private final SecretHasher hasher;
    private final InstantSource clock;
    private final SecureRandom random;
    private final PlanSource plans;
    private final SettingsRules rules;
    private final Authority authority;
    private final AuditTrail audit;
    private final Workspaces workspaces;
    private final Lineages lineages;
    private final PolicyRules policies;

    /** Creates an instance without an authenticator, with the system clock and a new {@link SecureRandom}. */
    public ApiKeys(ApiKeyStore store, ApiKeyFormat format, SecretHasher hasher, PlanSource plans) {
        this(store, format, hasher, plans, InstantSource.system(), new SecureRandom());
    }

    /** Creates an instance with the given clock and random numbers, for tests. */
    public ApiKeys(
            ApiKeyStore store,
            ApiKeyFormat format,
            SecretHasher hasher,
            PlanSource plans,
            InstantSource clock,
            SecureRandom random) {
        this(store, format, hasher, plans, clock, random, DEFAULT_AUDIT_ENTRIES);
    }

    /**
     * Creates an instance that keeps another number of audit entries.
     *
     * @param auditEntries how many of the newest audit entries of a workspace each change in it keeps, if the store
     *     keeps them at all; 0 to add none
     * @throws IllegalArgumentException if the number is negative
     */
    public ApiKeys(
            ApiKeyStore store,
            ApiKeyFormat format,
            SecretHasher hasher,
            PlanSource plans,
            InstantSource clock,
            SecureRandom random,
            int auditEntries) {
        this.store = store;
        this.format = format;
        this.hasher = hasher;
        this.clock = clock;
        this.random = random;
        this.plans = plans;
        this.rules = new SettingsRules(plans);
        this.authority = new Authority(store);
        this.audit = new AuditTrail(store, clock, auditEntries);
        this.workspaces = new Workspaces(store, rules, authority, audit);
        this.lineages = new Lineages(store);
        this.policies = new PolicyRules(store, plans);
    }

    /** Notifies {@code listener} of every change that is made through this object from now on. */
    public void onChange(AuditListener listener) {
        audit.add(listener);
    }

    /** Returns the plans that keys and workspaces are checked against. */
    public PlanSource plans() {
        return plans;
    }

    /**
     * Returns a directory restricted to the actor's workspace, and for an actor with a key to the key's environment;
     * unrestricted if the actor is bound to none.
     */
    public KeyDirectory seenBy(Actor actor) {
        return KeyDirectory.of(store, format, clock, actor);
    }

    /** Returns a directory of all workspaces, without an actor: the caller decides who may see the results. */
    public KeyDirectory unrestricted() {
        return KeyDirectory.of(store, format, clock, null);
    }

    /**
     * Adds a workspace.
     *
     * @throws IllegalArgumentException if its plan does not exist
     * @throws IllegalStateException if there is a workspace of this id
     */
    public void createWorkspace(Actor actor, WorkspaceRecord workspace) {
        workspaces.requireMayCreate(actor, workspace);
        audit.write(
                new StoreWrite.InsertWorkspace(workspace),
                audit.event(actor, WorkspaceAction.CREATED, null, workspace));
    }

    /**
     * Adds a workspace and issues its first key atomically, for example when a customer signs up.
     *
     * @return the key with its plaintext, to be shown once
     * @throws IllegalArgumentException under the conditions of {@link #createWorkspace(Actor, WorkspaceRecord)} and
     *     {@link #issue}
     * @throws IllegalStateException if there is a workspace of this id
     */
    public IssuedKey createWorkspace(
            Actor actor, WorkspaceRecord workspace, String environment, ApiKeySettings settings) {
        workspaces.requireMayCreate(actor, workspace);
        IssuedKey issued = prepare(actor, workspace, environment, settings);
        audit.write(
                List.of(new StoreWrite.InsertWorkspace(workspace), new StoreWrite.InsertKey(issued.record())),
                List.of(
                        audit.event(actor, WorkspaceAction.CREATED, null, workspace),
                        audit.event(actor, KeyAction.ISSUED, null, issued.record())));
        return issued;
    }

    /**
     * Changes a workspace's plan, ceiling, own limits or suspension, which apply to all of its keys.
     *
     * @param changed the record as the actor saw it, with their changes: {@code seen.withPlan("pro")}
     * @return the record as it is now
     * @throws IllegalArgumentException if the plan does not exist
     * @throws ConcurrentChangeException if it was changed since, or does not exist
     */
    public WorkspaceRecord updateWorkspace(Actor actor, WorkspaceRecord changed) {
        return workspaces.update(actor, changed);
    }

    /**
     * Suspends a workspace, so that all of its keys are denied until {@link #resumeWorkspace}. Suspending a suspended
     * workspace changes nothing.
     *
     * @return the record as it is now, or empty if it does not exist
     */
    public Optional<WorkspaceRecord> suspendWorkspace(Actor actor, String id) {
        return workspaces.setSuspended(actor, id, true);
    }

    /**
     * Resumes a suspended workspace, so that its keys work again.
     *
     * @return the record as it is now, or empty if it does not exist
     */
    public Optional<WorkspaceRecord> resumeWorkspace(Actor actor, String id) {
        return workspaces.setSuspended(actor, id, false);
    }

    /**
     * Issues a key.
     *
     * @param workspace the id of an existing workspace
     * @param environment the environment that the key is for, for example {@code live}; 2 to 12 lower-case letters and
     *     digits
     * @param settings its name, permissions and limits
     * @return the key with its plaintext, to be shown once
     * @throws IllegalArgumentException if the workspace or the plan does not exist, the environment cannot occur in a
     *     key, the settings have an allowlist and the plan has none, a permission exceeds the workspace's ceiling, the
     *     expiry is not in the future, the plan's {@linkplain io.keystile.model.KeyPolicy policy} does not allow the
     *     expiry or the environment, or a text contains a character that is invisible, reorders text or breaks lines
     *     and is not needed there by a language or an emoji
     * @throws IllegalStateException if the workspace has the most live keys that the policy allows
     */
    public IssuedKey issue(Actor actor, String workspace, String environment, ApiKeySettings settings) {
        authority.requireWorkspace(actor, workspace);
        Refusals refusals = new Refusals();
        while (true) {
            // Not findWorkspaceForUpdate: the version must be as old as the list of keys that is counted.
            WorkspaceRecord owner = store.findWorkspace(workspace)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "There is no workspace \"" + workspace + "\"; create it before its keys"));
            IssuedKey issued = prepare(actor, owner, environment, settings);
            List<StoreWrite> writes = withRoom(owner, issued.record(), new StoreWrite.InsertKey(issued.record()));
            if (audit.write(writes, List.of(audit.event(actor, KeyAction.ISSUED, null, issued.record())))) {
                return issued;
            }
            // Another key of the workspace was issued meanwhile, or the workspace was changed: look again.
            refusals.add("Workspace " + workspace, owner.version());
        }
    }

    /**
     * Returns the writes for a key that becomes live. If the number of live keys is bounded, they replace the workspace
     * too. It comes first: MariaDB would lock it shared for the key's reference, and two such transactions deadlock.
     */
    private List<StoreWrite> withRoom(WorkspaceRecord owner, ApiKeyRecord key, StoreWrite write) {
        return policies.requireRoom(owner, List.of(key), clock.instant())
                ? List.of(new StoreWrite.ReplaceWorkspace(owner.next()), write)
                : List.of(write);
    }

    /** Generates a key without storing it, after checking that the actor may issue it. */
    private IssuedKey prepare(Actor actor, WorkspaceRecord owner, String environment, ApiKeySettings settings) {
        Instant now = clock.instant();
        rules.require(settings, null, owner, now);
        IssuedKey issued = generate(actor, owner.id(), environment, settings, Lineage.NONE, now);
        policies.require("the key", issued.record(), null, owner);
        authority.requireMayIssue(actor, issued.record(), null, now);
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
     * Issues a successor of a key, with the same settings, the expiry included. The predecessor continues to work
     * during the overlap, and no longer than until its own end. If the policy of the plan does not allow the expiry,
     * the successor has the latest that it allows (366 days, if it names no longest life). No policy prevents a
     * rotation. On a plan whose policy bounds the live keys, the keys before the predecessor end at once.
     *
     * <p>A key whose successor was lost can be rotated again once that successor is revoked or deleted; its end is not
     * postponed by that.
     *
     * @return the successor with its plaintext, to be shown once, or empty if there is no key of that id
     * @throws IllegalStateException if the key is not active, or has a successor that is not revoked; then rotate that
     * @throws ConcurrentChangeException if the key, or one that ends, is changed at the same time
     */
    public Optional<IssuedKey> rotate(Actor actor, KeyId id, Overlap overlap) {
        Instant now = clock.instant();
        Optional<ResolvedKey> found = store.findInTransaction(id);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ApiKeyRecord old = found.get().key();
        authority.requireMayIssue(actor, old, old.settings(), now);
        requireRotatable(old, now);
        Lineage lineage = Lineage.successorOf(old);
        ApiKeySettings settings = policies.ofSuccessor(old, found.get().workspace(), now);
        IssuedKey issued = generate(actor, old.workspace(), old.environment(), settings, lineage, now);
        ApiKeyRecord successor = issued.record();
        authority.requireMayIssue(actor, successor, old.settings(), now);
        Instant end = now.plus(overlap.atMost());
        Instant endBefore = old.lineage().retiresAt();
        ApiKeyRecord retiring = old.replacedBy(
                successor.id(),
                endBefore != null && endBefore.isBefore(end) ? endBefore : end,
                overlap.untilSuccessorIsUsed());
        List<ApiKeyRecord> earlier = lineages.predecessors(old, now).stream()
                .filter(key -> key.lineage().successor() != null
                        && PolicyRules.isLive(key, now)
                        && policies.isCounted(key, found.get().workspace()))
                .toList();
        List<StoreWrite> writes = new ArrayList<>();
        writes.add(new StoreWrite.InsertKey(successor));
        writes.add(new StoreWrite.ReplaceKey(retiring));
        List<AuditEvent> events = new ArrayList<>();
        events.add(audit.event(actor, KeyAction.ISSUED, null, successor));
        events.add(audit.event(actor, KeyAction.REPLACED, old, retiring));
        for (ApiKeyRecord key : earlier) {
            ApiKeyRecord ended = key.retiringAt(now);
            writes.add(new StoreWrite.ReplaceKey(ended));
            events.add(audit.event(actor, KeyAction.RETIRED, key, ended));
        }
        if (!audit.write(writes, events)) {
            throw new ConcurrentChangeException("Key " + id, old.version());
        }
        return Optional.of(issued);
    }

    private void requireRotatable(ApiKeyRecord key, Instant now) {
        findSuccessor(key).ifPresent(successor -> {
            throw new IllegalStateException("Key " + key.id() + " has the successor " + successor.id()
                    + "; rotate that key, or revoke it if it was lost, and then rotate this one again");
        });
        if (key.statusAt(now) != KeyStatus.ACTIVE) {
            throw new IllegalStateException("Key " + key.id() + " is not active; issue a new key");
        }
    }

    /** Returns the next successor of a key that is not revoked. */
    private Optional<ApiKeyRecord> findSuccessor(ApiKeyRecord key) {
        return lineages.successors(key).stream()
                .filter(successor -> successor.status() != KeyStatus.REVOKED)
                .findFirst();
    }

    /** Returns whether a key has a successor that is not revoked. */
    boolean isReplaced(ApiKeyRecord key) {
        return findSuccessor(key).isPresent();
    }

    /** Ends the active keys that were not used for the longest idle time of their plan. */
    void endIdleKeys() {
        Instant now = clock.instant();
        policies.forEachIdleKey(
                now,
                idle -> changeUnchecked(
                        Actor.system("policy of longest idle time"),
                        idle.id(),
                        KeyAction.ENDED,
                        // A key that was changed meanwhile is looked at again by the next run.
                        key -> key.equals(idle)
                                ? key.withSettings(key.settings().withExpiry(now))
                                : key));
    }

    /**
     * Retires the predecessors of a key whose overlap ends with the first use of a successor, and has not ended yet.
     * Calling it again changes nothing.
     *
     * @param usedAt the time of the use
     */
    void successorUsed(KeyId successor, Instant usedAt) {
        find(successor).ifPresent(used -> retirePredecessors(Actor.system("first use of " + successor), used, usedAt));
    }

    /** Retires those predecessors, near and far, that wait for the use of a successor. */
    private void retirePredecessors(Actor actor, ApiKeyRecord key, Instant at) {
        List<ApiKeyRecord> predecessors = lineages.predecessors(key, at);
        // The key, its predecessors, and deleted keys between them: a predecessor may wait for another key meanwhile.
        Set<KeyId> line = Stream.concat(Stream.of(key), predecessors.stream())
                .flatMap(each -> Stream.of(each.id(), each.lineage().predecessor()))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        predecessors.forEach(each -> changeUnchecked(actor, each.id(), KeyAction.RETIRED, old -> {
            Instant end = old.lineage().retiresAt();
            KeyId successor = old.lineage().successor();
            boolean ends = old.lineage().untilSuccessorIsUsed()
                    && successor != null
                    && line.contains(successor)
                    && end != null
                    && at.isBefore(end);
            return ends ? old.retiringAt(at) : old;
        }));
    }

    /**
     * Retires the predecessors of a key that was revoked or deleted, if a later successor works: the use that they wait
     * for may never come. Without one, the predecessor may be the only key that its owner has, so it stays.
     */
    private void endOverlapsBefore(Actor actor, ApiKeyRecord ended) {
        Instant now = clock.instant();
        if (lineages.successors(ended).stream().anyMatch(key -> key.statusAt(now) == KeyStatus.ACTIVE)) {
            retirePredecessors(actor, ended, now);
        }
    }

    /**
     * Changes a key's settings.
     *
     * @param seen the record as the actor saw it
     * @return the record as it is now
     * @throws IllegalArgumentException under the conditions of {@link #issue}, except for settings that the key already
     *     has
     * @throws IllegalStateException if the key is revoked, or joins more live keys than the plan's policy allows, by
     *     another plan or a later expiry, or the plan's policy would end it at once because it was not used for the
     *     longest idle time
     * @throws ConcurrentChangeException if it was changed since, or does not exist
     */
    public ApiKeyRecord update(Actor actor, ApiKeyRecord seen, ApiKeySettings settings) {
        Instant now = clock.instant();
        ResolvedKey current = store.findInTransaction(seen.id())
                .filter(found -> found.key().version() == seen.version())
                .orElseThrow(() -> new ConcurrentChangeException("Key " + seen.id(), seen.version()));
        ApiKeyRecord before = current.key();
        authority.requireMayIssue(actor, before, before.settings(), now);
        requireNotRevoked(before);
        rules.require(settings, before.settings(), current.workspace(), now);
        ApiKeyRecord next = before.withSettings(settings);
        authority.requireMayIssue(actor, next, before.settings(), now);
        policies.require("key " + next.id(), next, before.settings(), current.workspace());
        boolean joins = !PolicyRules.isLive(before, now)
                || !Objects.equals(settings.plan(), before.settings().plan());
        if (joins || !Objects.equals(settings.expiresAt(), before.settings().expiresAt())) {
            policies.requireNotIdle(next, current.workspace(), now);
        }
        StoreWrite write = new StoreWrite.ReplaceKey(next);
        List<StoreWrite> writes = joins ? withRoom(current.workspace(), next, write) : List.of(write);
        if (!audit.write(writes, List.of(audit.event(actor, KeyAction.UPDATED, before, next)))) {
            throw new ConcurrentChangeException("Key " + seen.id(), seen.version());
        }
        return next;
    }

    /**
     * Revokes a key permanently. When this returns, every authenticator on this store object denies it. Revoking a
     * revoked key changes nothing.
     *
     * <p>Its predecessors and successors stay as they are, and the result names those that still work. Only if a later
     * successor works, this also ends the overlap of predecessors that wait for the first use of a successor.
     *
     * @param reason why; 1 to 200 printable characters, none that is invisible, reorders text or breaks lines
     * @return the revoked record and the keys of its lineage that still work, or empty if it does not exist
     * @throws IllegalArgumentException if the reason is not well-formed
     */
    public Optional<Revocation> revoke(Actor actor, KeyId id, String reason) {
        return change(actor, id, KeyAction.REVOKED, revocation(reason)).map(key -> {
            endOverlapsBefore(actor, key);
            return new Revocation(key, List.of(), lineages.active(key, clock.instant()));
        });
    }

    /**
     * Revokes a key, all that it was replaced by, and all that it replaced, permanently. When this returns, no key of
     * the lineage works: a rotation at the same time either fails, or its successor is revoked too.
     *
     * <p>A predecessor that ended more than a year ago keeps its record as it is. If this throws, some keys may be
     * revoked already; call it again.
     *
     * @param reason why; 1 to 200 printable characters, none that is invisible, reorders text or breaks lines
     * @return the revoked records, or empty if the key does not exist
     * @throws IllegalArgumentException if the reason is not well-formed
     */
    public Optional<Revocation> revokeLineage(Actor actor, KeyId id, String reason) {
        // Not findForUpdate: a transaction that sees the past could read a key, but not the keys that replaced it
        // since.
        Optional<ApiKeyRecord> named =
                changeUnchecked(this::find, actor, id, KeyAction.REVOKED, permitted(actor, revocation(reason)));
        if (named.isEmpty()) {
            return Optional.empty();
        }
        // A revoked key cannot be rotated, so the lineage of a record that was read after its revocation is final.
        Map<KeyId, ApiKeyRecord> revoked = new LinkedHashMap<>(Map.of(id, named.get()));
        Deque<ApiKeyRecord> open = new ArrayDeque<>(revoked.values());
        while (!open.isEmpty()) {
            for (ApiKeyRecord neighbour : lineages.neighbours(open.remove(), clock.instant())) {
                if (!revoked.containsKey(neighbour.id())) {
                    changeUnchecked(this::find, actor, neighbour.id(), KeyAction.REVOKED, revocation(reason))
                            .ifPresent(key -> {
                                revoked.put(key.id(), key);
                                open.add(key);
                            });
                }
            }
        }
        revoked.remove(id);
        return Optional.of(new Revocation(named.get(), List.copyOf(revoked.values()), List.of()));
    }

    private static UnaryOperator<ApiKeyRecord> revocation(String reason) {
        ReadableText.require("A reason", reason);
        return key -> key.status() == KeyStatus.REVOKED ? key : key.revoked(reason);
    }

    /**
     * Disables a key until {@link #enable}. Disabling a disabled key changes nothing.
     *
     * @return the record as it is now, or empty if it does not exist
     * @throws IllegalStateException if it is revoked
     */
    public Optional<ApiKeyRecord> disable(Actor actor, KeyId id) {
        return change(actor, id, KeyAction.DISABLED, key -> {
            requireNotRevoked(key);
            return key.status() == KeyStatus.DISABLED ? key : key.withDisabled(true);
        });
    }

    /**
     * Enables a disabled key.
     *
     * @return the record as it is now, or empty if it does not exist
     * @throws IllegalStateException if it is revoked, or its plan's policy would end it at once because it was not used
     *     for the longest idle time; then {@linkplain #update set} an expiry within that time first
     */
    public Optional<ApiKeyRecord> enable(Actor actor, KeyId id) {
        return change(actor, id, KeyAction.ENABLED, key -> {
            authority.requireMayIssue(actor, key, key.settings(), clock.instant());
            requireNotRevoked(key);
            if (key.status() == KeyStatus.ACTIVE) {
                return key;
            }
            ApiKeyRecord enabled = key.withDisabled(false);
            store.findWorkspace(key.workspace())
                    .ifPresent(owner -> policies.requireNotIdle(enabled, owner, clock.instant()));
            return enabled;
        });
    }

    private static void requireNotRevoked(ApiKeyRecord key) {
        if (key.status() == KeyStatus.REVOKED) {
            throw new IllegalStateException("Key " + key.id() + " is revoked permanently; issue a new key");
        }
    }

    /** Applies a change to the current record, if the actor may revoke the key; see {@link #changeUnchecked}. */
    private Optional<ApiKeyRecord> change(Actor actor, KeyId id, KeyAction action, UnaryOperator<ApiKeyRecord> change) {
        return changeUnchecked(actor, id, action, permitted(actor, change));
    }

    private UnaryOperator<ApiKeyRecord> permitted(Actor actor, UnaryOperator<ApiKeyRecord> change) {
        return key -> {
            authority.requireMayRevoke(actor, key, clock.instant());
            return change.apply(key);
        };
    }

    /**
     * Applies a change to the current record, and retries if another change came first; an equal record is not stored.
     */
    private Optional<ApiKeyRecord> changeUnchecked(
            Actor actor, KeyId id, KeyAction action, UnaryOperator<ApiKeyRecord> change) {
        return changeUnchecked(store::findForUpdate, actor, id, action, change);
    }

    private Optional<ApiKeyRecord> changeUnchecked(
            Function<KeyId, Optional<ApiKeyRecord>> finder,
            Actor actor,
            KeyId id,
            KeyAction action,
            UnaryOperator<ApiKeyRecord> change) {
        Refusals refusals = new Refusals();
        while (true) {
            Optional<ApiKeyRecord> current = finder.apply(id);
            if (current.isEmpty()) {
                return current;
            }
            ApiKeyRecord before = current.get();
            ApiKeyRecord next = change.apply(before);
            if (next.equals(before)) {
                return current;
            }
            if (audit.write(new StoreWrite.ReplaceKey(next), audit.event(actor, action, before, next))) {
                return Optional.of(next);
            }
            refusals.add("Key " + id, before.version());
        }
    }

    /**
     * Deletes a key's record, whatever its status. Afterwards the key is unknown, and the store keeps nothing of it but
     * its audit entries; revoke it instead to keep its record.
     *
     * @return the deleted record, or empty if it does not exist
     */
    public Optional<ApiKeyRecord> delete(Actor actor, KeyId id) {
        Refusals refusals = new Refusals();
        while (true) {
            Optional<ApiKeyRecord> current = store.findForUpdate(id);
            if (current.isEmpty()) {
                return current;
            }
            ApiKeyRecord last = current.get();
            authority.requireMayDelete(actor, last, clock.instant());
            StoreWrite deletion = new StoreWrite.DeleteKey(id, last.version());
            if (audit.write(deletion, audit.event(actor, KeyAction.DELETED, last, null))) {
                endOverlapsBefore(actor, last);
                return current;
            }
            refusals.add("Key " + id, last.version());
        }
    }

    /**
     * Imports workspaces and keys, all or none. Existing workspaces are left unchanged. So are existing keys with the
     * same workspace, environment and time of creation; an import can therefore be repeated.
     *
     * @throws IllegalStateException if there is another key of the same id, one is inserted at the same time, or there
     *     would be more live keys than a policy allows; then nothing was imported
     * @throws IllegalArgumentException if the document is of another brand or pepper than the store, a plan does not
     *     exist, the hash of a key that is not revoked cannot be verified, for example because its pepper is missing,
     *     the policy of its plan does not allow a live key, or a text of a new key is not one that {@link #issue}
     *     accepts; then nothing was imported
     */
    public ImportResult importRecords(Actor actor, RecordsDocument document) {
        authority.requireWorkspaces(actor, PermissionSet.NONE, PermissionSet.NONE);
        Refusals refusals = new Refusals();
        Importer importer;
        while (true) {
            importer = new Importer(store, hasher, plans, policies, clock.instant());
            importer.look(document);
            importer.newWorkspaces()
                    .forEach(each -> authority.requireWorkspaces(actor, each.ceiling(), PermissionSet.NONE));
            importer.newKeys().forEach(each -> authority.requireMayIssue(actor, each, null, clock.instant()));
            List<AuditEvent> events = new ArrayList<>();
            importer.newWorkspaces()
                    .forEach(each -> events.add(audit.event(actor, WorkspaceAction.IMPORTED, null, each)));
            importer.newKeys().forEach(each -> events.add(audit.event(actor, KeyAction.IMPORTED, null, each)));
            if (audit.write(importer.writes(), events)) {
                break;
            }
            // A workspace in which the number of keys is bounded was changed meanwhile: look again.
            refusals.add("One of the workspaces " + importer.boundedIds(), importer.boundedVersions());
        }
        List<WorkspaceRecord> spaces = importer.newWorkspaces();
        List<ApiKeyRecord> keys = importer.newKeys();
        importer.recordFacts(document);
        return new ImportResult(spaces.size(), keys.size(), document.keys().size() - keys.size());
    }

    /**
     * Deletes audit entries that are older than {@code time}, of all workspaces; see {@link AuditStore#deleteBefore}.
     *
     * @return the number of deleted entries
     * @throws NotPermittedException if the actor is bound to a workspace
     * @throws IllegalStateException if the store keeps no audit entries
     */
    public long deleteAuditBefore(Actor actor, Instant time) {
        authority.requireWorkspaces(actor, PermissionSet.NONE, PermissionSet.NONE);
        return KeyDirectory.requireAudit(store).deleteBefore(time);
    }

    private Optional<ApiKeyRecord> find(KeyId id) {
        return store.findInTransaction(id).map(ResolvedKey::key);
    }

    InstantSource clock() {
        return clock;
    }

    /** Stores last uses. */
    void touch(Map<KeyId, LastUse> uses) {
        store.touch(uses);
    }
}
