package io.keystile;

import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.admin.IssuedKey;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.SecretHasher;
import io.keystile.key.SeededRandom;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.InMemoryApiKeyStore;

/** A store with a workspace {@code acme} on plan {@code free}, and what issues keys into it. */
public final class TestKeys {
    public static final ApiKeyFormat FORMAT = ApiKeyFormat.ofBrand("pk");
    public static final Actor ADMIN = Actor.system("test");

    public final ManualTime time = new ManualTime();
    public final InMemoryApiKeyStore store = new InMemoryApiKeyStore();
    public final ApiKeys apiKeys;
    private final Plans plans;

    public TestKeys() {
        this(Plans.standard());
    }

    public TestKeys(Plans plans) {
        this.plans = plans;
        this.apiKeys = new ApiKeys(store, FORMAT, SecretHasher.sha256(), plans, time, new SeededRandom(42));
        apiKeys.createWorkspace(ADMIN, WorkspaceRecord.of("acme", "free"));
    }

    /** Issues a key for {@code live} and returns its plaintext. */
    public String issue(ApiKeySettings settings) {
        return apiKeys.issue(ADMIN, "acme", "live", settings).reveal();
    }

    public IssuedKey issueKey(ApiKeySettings settings) {
        return apiKeys.issue(ADMIN, "acme", "live", settings);
    }

    public static KeyId idOf(String key) {
        return new KeyId(key.substring(key.length() - 50, key.length() - 38));
    }

    /** Starts an authenticator of {@code live} keys on this store and its time. */
    public AuthenticatorBuilder authenticator() {
        return ApiKeyAuthenticator.builder(store, FORMAT)
                .environments("live")
                .plans(plans)
                .clock(time)
                .nanoClock(time::nanos);
    }
}
