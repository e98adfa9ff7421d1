package io.keystile.jdbc;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.Decision;
import io.keystile.adapter.HttpResponses;
import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.admin.IssuedKey;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.CacheSettings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One of several nodes that share a database. It authenticates and administers keys. Only the tests advance its clock.
 */
final class Node implements AutoCloseable {
    static final Actor ADMIN = Actor.system("test");
    private static final ApiKeyFormat FORMAT = ApiKeyFormat.ofBrand("pk");

    final ApiKeys keys;
    private final AtomicLong nanos = new AtomicLong();
    private final ApiKeyAuthenticator authenticator;
    private final HttpResponses responses;

    Node(ApiKeyStore store) {
        keys = new ApiKeys(store, FORMAT, SecretHasher.sha256(), Plans.standard());
        authenticator = ApiKeyAuthenticator.builder(store, FORMAT)
                .environments("live")
                .cache(CacheSettings.standard())
                .nanoClock(nanos::get)
                .build();
        responses = HttpResponses.of(authenticator);
    }

    void createWorkspace() {
        keys.createWorkspace(ADMIN, WorkspaceRecord.of("acme", "enterprise"));
    }

    IssuedKey issue() {
        return keys.issue(ADMIN, "acme", "live", ApiKeySettings.named("ci"));
    }

    void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** Returns {@code 200}, or the denial's HTTP status and reason. */
    String call(String key) {
        Decision decision = authenticator.decide(new TestCall(key));
        if (decision instanceof Decision.Denied denied) {
            return responses.denial(denied).status() + " " + denied.reason();
        }
        return "200";
    }

    @Override
    public void close() {
        authenticator.close();
    }
}
