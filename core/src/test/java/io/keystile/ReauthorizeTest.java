package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.ratelimit.RateLimit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReauthorizeTest {
    private final List<Decision> heard = new ArrayList<>();
    private final TestKeys keys = new TestKeys(Plans.of(Plan.of("free", RateLimit.perDay(1))));
    private final ApiKeyAuthenticator authenticator = keys.authenticator()
            .inlineListener(event -> heard.add(event.decision()))
            .build();
    private final String key = keys.issue(ApiKeySettings.named("ci").withPermissions("flows:read"));

    private Granted grantedOnce() {
        Granted granted = (Granted) authenticator.decide(TestRequest.bearer(key));
        heard.clear();
        return granted;
    }

    @Test
    void heldPermissionIsGrantedWithoutTakingFromTheLimitAndWithoutTellingAgain() {
        Granted earlier = grantedOnce();

        assertThat(authenticator.reauthorize(earlier, TestRequest.bearer(key).requiring("flows:read")))
                .isSameAs(earlier);
        assertThat(heard).isEmpty();
    }

    @Test
    void missingPermissionIsDeniedAndListenersHearOfIt() {
        Granted earlier = grantedOnce();

        Decision decision =
                authenticator.reauthorize(earlier, TestRequest.bearer(key).requiring("flows:read", "flows:execute"));

        assertThat(decision).isInstanceOfSatisfying(Denied.class, denied -> {
            assertThat(denied.reason()).isEqualTo(DenialReason.PERMISSION_MISSING);
            assertThat(denied.required()).hasSize(2);
            assertThat(denied.keyId()).isEqualTo(earlier.principal().keyId());
        });
        assertThat(heard).containsExactly(decision);
    }

    @Test
    void denialOfAFrameworkIsToldWithAndWithoutThePermissionsAndTakesNothing() {
        Granted earlier = grantedOnce();

        Denied named = authenticator.denyPermission(
                earlier.principal(), TestRequest.bearer(key).requiring("flows:execute"));
        Denied unnamed = authenticator.denyPermission(earlier.principal(), TestRequest.bearer(key));

        assertThat(named.required()).hasSize(1);
        assertThat(unnamed.required()).isEmpty();
        assertThat(unnamed.reason()).isEqualTo(DenialReason.PERMISSION_MISSING);
        assertThat(unnamed.keyId()).isEqualTo(earlier.keyId());
        assertThat(heard).containsExactly(named, unnamed);
    }
}
