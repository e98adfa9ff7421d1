package io.keystile.admin;

import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.KeyStatus;
import io.keystile.model.PlanSource;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.RecordsDocument;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreFacts;
import io.keystile.store.StoreWrite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Determines the writes of an import. */
final class Importer {
    private static final long MAX_VERSION = 1_000_000_000_000L;

    private final ApiKeyStore store;
    private final SecretHasher hasher;
    private final PlanSource plans;
    private final PolicyRules policies;
    private final Instant now;
    private final List<WorkspaceRecord> newWorkspaces = new ArrayList<>();
    private final List<ApiKeyRecord> newKeys = new ArrayList<>();
    /** The workspaces whose number of keys is bounded, which are written so that nobody else adds keys. */
    private final List<WorkspaceRecord> bounded = new ArrayList<>();

    Importer(ApiKeyStore store, SecretHasher hasher, PlanSource plans, PolicyRules policies, Instant now) {
        this.store = store;
        this.hasher = hasher;
        this.plans = plans;
        this.policies = policies;
        this.now = now;
    }

    void look(RecordsDocument document) {
        requireSameApplication(document.facts());
        for (WorkspaceRecord workspace : document.workspaces()) {
            requireVersion("Workspace " + workspace.id(), workspace.version());
            if (store.findWorkspace(workspace.id()).isEmpty()) {
                plans.require(workspace.plan());
                newWorkspaces.add(workspace);
            }
        }
        document.keys().forEach(this::look);
        newKeys.stream().collect(Collectors.groupingBy(ApiKeyRecord::workspace)).forEach(this::requireAllowed);
    }

    /** Requires that the policies of the plans allow the keys of one workspace; those that have ended do not count. */
    private void requireAllowed(String workspace, List<ApiKeyRecord> keys) {
        Optional<WorkspaceRecord> added = newWorkspaces.stream()
                .filter(each -> each.id().equals(workspace))
                .findFirst();
        WorkspaceRecord owner =
                added.isPresent() ? added.get() : store.findWorkspace(workspace).orElse(null);
        if (owner == null) {
            return; // the store refuses the keys
        }
        keys.stream()
                .filter(key -> PolicyRules.isLive(key, now))
                .forEach(key -> policies.require("key " + key.id(), key, null, owner));
        if (policies.requireRoom(owner, keys, now) && added.isEmpty()) {
            bounded.add(owner);
        }
    }

    /** Keys of another brand or pepper would always be denied. */
    private void requireSameApplication(@Nullable StoreFacts facts) {
        StoreFacts known = store.facts().orElse(null);
        if (facts != null && known != null && !known.isCompatibleWith(facts)) {
            throw new IllegalArgumentException("The document's keys are of another application than the store's ("
                    + facts + " and " + known + "); import them into a store of their own, or, if that is wrong, delete"
                    + " the document's property \"store\"; nothing was imported");
        }
    }

    /** Records what the document knows of its application in a store that does not know it yet. */
    void recordFacts(RecordsDocument document) {
        if (document.facts() != null && store.facts().isEmpty()) {
            // If another node was first, it has recorded its own.
            boolean unused = store.replaceFacts(null, document.facts());
        }
    }

    /** A version near the highest long could not be incremented, so the record could never be changed or revoked. */
    private static void requireVersion(String what, long version) {
        if (version > MAX_VERSION) {
            throw new IllegalArgumentException(what + " has version " + version + ", but the highest is " + MAX_VERSION
                    + "; nothing was imported");
        }
    }

    private void look(ApiKeyRecord key) {
        requireVersion("Key " + key.id(), key.version());
        ApiKeyRecord there =
                store.findInTransaction(key.id()).map(ResolvedKey::key).orElse(null);
        if (there != null && !isSameKey(there, key)) {
            throw new IllegalStateException("There is already another key " + key.id() + "; nothing was imported");
        }
        // The hash of a revoked key is never verified, so its pepper may be missing.
        if (key.status() != KeyStatus.REVOKED && !hasher.canVerify(key.hash().scheme())) {
            throw new IllegalArgumentException("The hash of key " + key.id() + " cannot be verified (scheme "
                    + key.hash().scheme() + "); nothing was imported");
        }
        if (key.settings().plan() != null) {
            plans.require(key.settings().plan());
        }
        if (there == null) {
            requireTexts(key);
            newKeys.add(key);
        }
    }

    private static void requireTexts(ApiKeyRecord key) {
        try {
            ReadableText.require(key.settings(), null);
            ReadableText.require("The name of its creator", key.createdBy());
            if (key.revocationReason() != null) {
                ReadableText.require("A reason", key.revocationReason());
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Key " + key.id() + ": " + e.getMessage() + "; nothing was imported", e);
        }
    }

    /** Compares only what never changes: a key may have been revoked or rehashed since. */
    private static boolean isSameKey(ApiKeyRecord there, ApiKeyRecord key) {
        return there.workspace().equals(key.workspace())
                && there.environment().equals(key.environment())
                && there.createdAt().equals(key.createdAt());
    }

    List<WorkspaceRecord> newWorkspaces() {
        return newWorkspaces;
    }

    List<ApiKeyRecord> newKeys() {
        return newKeys;
    }

    List<String> boundedIds() {
        return bounded.stream().map(WorkspaceRecord::id).toList();
    }

    List<Long> boundedVersions() {
        return bounded.stream().map(WorkspaceRecord::version).toList();
    }

    List<StoreWrite> writes() {
        List<StoreWrite> writes = new ArrayList<>();
        newWorkspaces.forEach(workspace -> writes.add(new StoreWrite.InsertWorkspace(workspace)));
        bounded.forEach(workspace -> writes.add(new StoreWrite.ReplaceWorkspace(workspace.next())));
        newKeys.forEach(key -> writes.add(new StoreWrite.InsertKey(key)));
        return writes;
    }
}
