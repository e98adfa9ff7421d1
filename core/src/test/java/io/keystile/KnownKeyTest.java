package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.key.ApiKeySettings;
import io.keystile.key.Plans;
import io.keystile.key.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.ResolvedKey;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownKeyTest {
    private final TestKeys keys = new TestKeys();
    private final SharedParts shared = new SharedParts();

    private List<RateLimit> limitsOf(WorkspaceRecord workspace) {
        ResolvedKey key = new ResolvedKey(
                keys.issueKey(ApiKeySettings.named("any")).record(), workspace);
        return KnownKey.of(key, Plans.standard(), Set.of("live"), shared)
                .buckets()
                .get(1)
                .limits();
    }

    @Test
    void keysOfOneWorkspaceHoldItsLimitsOnce() {
        WorkspaceRecord workspace =
                WorkspaceRecord.of("acme", "free").withSharedLimits(RateLimit.perSecond(5), RateLimit.perDay(1000));

        assertThat(limitsOf(workspace)).hasSize(2).isSameAs(limitsOf(workspace));
    }
}
