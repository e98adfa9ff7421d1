package io.keystile.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keystile.net.IpAllowlist;
import io.keystile.ratelimit.RateLimit;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeySettingsTest {
    private static final ApiKeySettings NONE = ApiKeySettings.named("ci");

    @Test
    void everythingThatCanBeSetCanBeCleared() {
        ApiKeySettings full = NONE.withPlan("pro")
                .withLimits(RateLimit.perMinute(5))
                .withPermissions("flows:read")
                .withAllowlist("192.0.2.0/24", "2001:db8::/32")
                .withExpiry(Instant.EPOCH)
                .withMetadata("team", "a")
                .withOwner("Ada")
                .withTags("b", "a")
                .withServices("flows", "billing");
        assertThat(full.tags()).containsExactly("a", "b");
        assertThat(full.services()).containsExactly("billing", "flows");
        ApiKeySettings cleared = full.withPlan(null)
                .withLimits()
                .withPermissions()
                .withAllowlist((IpAllowlist) null)
                .withExpiry(null)
                .withMetadata("team", null)
                .withOwner(null)
                .withTags()
                .withServices();
        assertThat(cleared).isEqualTo(NONE);
        assertThat(full.withMetadata(Map.of()).metadata()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "-a", "a b", "a\"b", "é", "a\n"})
    void tagThatIsNotWellFormedIsRefused(String tag) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NONE.withTags(tag))
                .withMessageContaining("A tag has");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "-a", "1", "a_b", "a:b", "é", "a\n", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddx"})
    void serviceThatIsNotWellFormedIsRefused(String service) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NONE.withServices(service))
                .withMessageContaining("A service's name has");
    }

    @Test
    void numberOfServicesIsBounded() {
        String[] services = new String[17];
        for (int i = 0; i < services.length; i++) {
            services[i] = "s" + i;
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NONE.withServices(services))
                .withMessageContaining("at most 16 services");
    }

    @Test
    void ownerAndNumberOfTagsAreBounded() {
        assertThatIllegalArgumentException().isThrownBy(() -> NONE.withOwner("x".repeat(101)));
        assertThatIllegalArgumentException().isThrownBy(() -> NONE.withOwner("Ada "));
        String[] tags = new String[17];
        for (int i = 0; i < tags.length; i++) {
            tags[i] = "t" + i;
        }
        assertThatIllegalArgumentException().isThrownBy(() -> NONE.withTags(tags));
    }
}
