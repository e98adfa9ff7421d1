package io.keystile.manage;

import io.keystile.key.ApiKeyFormat;
import io.keystile.key.ApiKeyRecord;
import io.keystile.key.ApiKeySettings;
import io.keystile.key.KeyId;
import io.keystile.key.KeyStatus;
import io.keystile.key.Plan;
import io.keystile.key.Plans;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHasher;
import io.keystile.key.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Issues, finds, lists and revokes keys.
 *
 * <p>Format, hasher and plans are the same as the authenticator's. A change holds at once for every authenticator that
 * reads through the same store object, and for others within their cache's {@code freshFor}. All methods throw
 * {@link StoreException} if the store cannot answer or keep a change. Thread-safe.
 */
public final class ApiKeys {
    private final ApiKeyStore store;
    private final ApiKeyFormat format;
    private final SecretHasher hasher;
    private final Plans plans;
    private final InstantSource clock;
    private final SecureRandom random;

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
        this.plans = plans;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Adds a workspace.
     *
     * @throws IllegalArgumentException if there is no such plan
     * @throws IllegalStateException if there is such a workspace already
     */
    public void createWorkspace(WorkspaceRecord workspace) {
        plans.require(workspace.plan());
        store.insert(workspace);
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
    public IssuedKey issue(String workspace, String environment, ApiKeySettings settings) {
        Instant now = clock.instant();
        WorkspaceRecord owner = store.findWorkspace(workspace)
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no workspace \"" + workspace + "\"; create it before its keys"));
        requireAllowed(settings, owner, now);
        PresentedKey key = format.generate(environment, random);
        ApiKeyRecord record = ApiKeyRecord.issued(key, hasher.hash(key), workspace, settings, now);
        store.insert(record);
        return new IssuedKey(record, key);
    }

    private void requireAllowed(ApiKeySettings settings, WorkspaceRecord owner, Instant now) {
        Plan plan = plans.require(settings.plan() != null ? settings.plan() : owner.plan());
        if (settings.allowlist() != null && !plan.allowlists()) {
            throw new IllegalArgumentException("Plan \"" + plan.name()
                    + "\" has no allowlists; put the key on one that has, or leave the allowlist out");
        }
        settings.permissions().asSet().stream()
                .filter(permission -> !owner.ceiling().implies(permission))
                .findFirst()
                .ifPresent(permission -> {
                    throw new IllegalArgumentException("Workspace " + owner.id() + " may not do " + permission
                            + " itself; its keys may do at most " + owner.ceiling());
                });
        if (settings.expiresAt() != null && !settings.expiresAt().isAfter(now)) {
            throw new IllegalArgumentException(
                    "The key would expire at " + settings.expiresAt() + ", which is not in the future");
        }
    }

    /** Finds a key, whatever its status. */
    public Optional<ApiKeyRecord> find(KeyId id) {
        return store.find(id).map(ResolvedKey::key);
    }

    /** Lists a workspace's keys in the order of their creation; unmodifiable. */
    public List<ApiKeyRecord> list(String workspace) {
        return store.list(workspace);
    }

    /**
     * Revokes a key for ever. When this returns, no authenticator on this store object admits it any more. Revoking a
     * revoked key changes nothing.
     *
     * @param reason why; 1 to 200 characters
     * @return the revoked record, or empty if there is no such key
     * @throws IllegalArgumentException if the reason is blank or too long
     */
    public Optional<ApiKeyRecord> revoke(KeyId id, String reason) {
        while (true) {
            Optional<ApiKeyRecord> current = find(id);
            if (current.isEmpty() || current.get().status() == KeyStatus.REVOKED) {
                return current;
            }
            ApiKeyRecord revoked = current.get().revoked(reason);
            // A lost race means that somebody else has changed the key; whatever it was, it is to be revoked.
            if (store.replace(revoked)) {
                return Optional.of(revoked);
            }
        }
    }
}
