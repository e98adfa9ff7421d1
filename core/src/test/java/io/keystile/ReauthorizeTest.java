package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.admin.ApiKeys;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.InMemoryApiKeyStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReauthorizeTest {
    private static final Plans PLANS = Plans.of(Plan.of("once", RateLimit.perDay(1)));

    private final List<Decision> heard = new ArrayList<>();
    private final InMemoryApiKeyStore store = new InMemoryApiKeyStore();
    private final ApiKeyFormat format = ApiKeyFormat.ofBrand("pk");
    private final ApiKeyAuthenticator authenticator = ApiKeyAuthenticator.builder(store, format)
            .environments("live")
            .plans(PLANS)
            .inlineListener(event -> heard.add(event.decision()))
            .build();
    private final String key = issue();

    private String issue() {
        ApiKeys keys = new ApiKeys(store, format, SecretHasher.sha256(), PLANS);
        keys.createWorkspace(TestKeys.ADMIN, WorkspaceRecord.of("acme", "once"));
        return keys.issue(
                        TestKeys.ADMIN,
                        "acme",
                        "live",
                        ApiKeySettings.named("ci").withPermissions("flows:read"))
                .reveal();
    }

    private Granted grantedOnce() {
        Granted granted = (Granted) authenticator.decide(request(Requirement.validKey()));
        heard.clear();
        return granted;
    }

    @Test
    void heldPermissionIsGrantedWithoutTakingFromTheLimitAndWithoutTellingAgain() {
        Granted earlier = grantedOnce();

        assertThat(authenticator.reauthorize(earlier, request(Requirement.permission("flows:read"))))
                .isSameAs(earlier);
        assertThat(heard).isEmpty();
    }

    @Test
    void missingPermissionIsDeniedAndListenersHearOfIt() {
        Granted earlier = grantedOnce();

        Decision decision =
                authenticator.reauthorize(earlier, request(Requirement.permission("flows:read", "flows:execute")));

        assertThat(decision).isInstanceOfSatisfying(Denied.class, denied -> {
            assertThat(denied.reason()).isEqualTo(DenialReason.PERMISSION_MISSING);
            assertThat(denied.required()).hasSize(2);
            assertThat(denied.keyId()).isEqualTo(earlier.principal().keyId());
        });
        assertThat(heard).containsExactly(decision);
    }

    private AuthRequest request(Requirement requirement) {
        return new AuthRequest() {
            @Override
            public Requirement requirement() {
                return requirement;
            }

            @Override
            public String peerAddress() {
                return "127.0.0.1";
            }

            @Override
            public boolean secure() {
                return true;
            }

            @Override
            public List<String> headers(String name) {
                return name.equalsIgnoreCase("X-API-Key") ? List.of(key) : List.of();
            }
        };
    }
}
