package io.keystile.examples.quickstart;

import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.admin.IssuedKey;
import io.keystile.admin.KeyDirectory;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.KeyQuery;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The sample keys of workspace {@code acme}. Each key shows one plan or one reason for a denial. */
final class SampleKeys {
    static final String BRAND = "pk";
    static final String WORKSPACE = "acme";
    static final String ENVIRONMENT = "live";
    private static final Actor OPERATOR = Actor.system("quickstart");

    private final ApiKeys keys;
    /** The same administration with a clock that is two days behind, because an expiry must lie in the future. */
    private final ApiKeys keysInThePast;

    SampleKeys(ApiKeyStore store, Plans plans, ApiKeys keys) {
        this.keys = keys;
        InstantSource past = InstantSource.fixed(Instant.now().minus(Duration.ofDays(2)));
        this.keysInThePast =
                new ApiKeys(store, ApiKeyFormat.ofBrand(BRAND), SecretHasher.sha256(), plans, past, new SecureRandom());
    }

    /** Issues the keys at the first start and prints their plaintext. Later starts print only their ids. */
    void issueOrList(PrintStream out) {
        KeyDirectory existing = keys.unrestricted();
        if (existing.findWorkspace(WORKSPACE).isPresent()) {
            existing.list(KeyQuery.ofWorkspace(WORKSPACE))
                    .forEach(key -> out.println(key.settings().name() + "\t" + key.id()));
            return;
        }
        keys.createWorkspace(OPERATOR, WorkspaceRecord.of(WORKSPACE, "free"));
        print(out, issue(mayExecute("free")));
        print(out, issue(mayExecute("free2"))); // shares the limit of the first
        print(out, issue(mayExecute("pro").withPlan("pro")));
        print(out, issue(mayExecute("enterprise").withPlan("enterprise").withAllowlist("127.0.0.0/8", "::1/128")));
        print(out, issue(ApiKeySettings.named("readonly").withPermissions("flows:read")));
        print(out, issue(mayExecute("elsewhere").withPlan("enterprise").withAllowlist("203.0.113.0/24")));
        print(out, revoked());
        print(out, expired());
    }

    private static ApiKeySettings mayExecute(String name) {
        return ApiKeySettings.named(name).withPermissions("flows:execute");
    }

    private IssuedKey issue(ApiKeySettings settings) {
        return keys.issue(OPERATOR, WORKSPACE, ENVIRONMENT, settings);
    }

    private IssuedKey revoked() {
        IssuedKey key = issue(mayExecute("revoked"));
        keys.revoke(OPERATOR, key.record().id(), "sample of a revoked key");
        return key;
    }

    private IssuedKey expired() {
        ApiKeySettings settings = mayExecute("expired").withExpiry(Instant.now().minus(Duration.ofDays(1)));
        return keysInThePast.issue(OPERATOR, WORKSPACE, ENVIRONMENT, settings);
    }

    private static void print(PrintStream out, IssuedKey key) {
        out.println(key.record().settings().name() + "\t" + key.reveal());
    }
}
