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
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** The sample keys of workspace {@code acme}. Each key shows one plan or one reason for a denial. */
final class SampleKeys {
    static final String BRAND = "pk";
    static final String WORKSPACE = "acme";
    static final String ENVIRONMENT = "live";
    private static final Actor OPERATOR = Actor.system("quickstart");

    private final ApiKeys keys;
    private final InstantSource clock;
    private final Map<String, String> issued = new LinkedHashMap<>();
    /** The same administration with a clock that is two days behind, because an expiry must lie in the future. */
    private final ApiKeys keysInThePast;

    SampleKeys(ApiKeyStore store, Plans plans, ApiKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
        InstantSource past = InstantSource.fixed(clock.instant().minus(Duration.ofDays(2)));
        this.keysInThePast =
                new ApiKeys(store, ApiKeyFormat.ofBrand(BRAND), SecretHasher.sha256(), plans, past, new SecureRandom());
    }

    /**
     * Issues the keys at the first start and prints their plaintext. Later starts print only their ids.
     *
     * @return the plaintext of the keys that were issued, by name
     */
    Map<String, String> issueOrList(PrintStream out) {
        KeyDirectory existing = keys.unrestricted();
        if (existing.findWorkspace(WORKSPACE).isPresent()) {
            existing.list(KeyQuery.ofWorkspace(WORKSPACE))
                    .forEach(key -> out.println(key.settings().name() + "\t" + key.id()));
            return issued;
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
        return issued;
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
        ApiKeySettings settings =
                mayExecute("expired").withExpiry(clock.instant().minus(Duration.ofDays(1)));
        return keysInThePast.issue(OPERATOR, WORKSPACE, ENVIRONMENT, settings);
    }

    private void print(PrintStream out, IssuedKey key) {
        String name = key.record().settings().name();
        String plaintext = key.reveal();
        issued.put(name, plaintext);
        out.println(name + "\t" + plaintext);
    }
}
