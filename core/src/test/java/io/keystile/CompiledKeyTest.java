package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.cache.Reads;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ResolvedKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CompiledKeyTest {
    private final TestKeys keys = new TestKeys();
    private final SharedParts shared = new SharedParts();

    private CompiledKey known(ApiKeySettings settings, WorkspaceRecord workspace) {
        ResolvedKey key = new ResolvedKey(keys.issueKey(settings).record(), workspace);
        return CompiledKey.of(Reads.of(key), key, Plans.standard(), Set.of("live"), Set.of(), shared);
    }

    private @Nullable DenialReason denialAt(Instant end, Instant now) {
        ApiKeySettings settings = ApiKeySettings.named("ends").withExpiry(end);
        return known(settings, WorkspaceRecord.of("acme", "free"))
                .denialAt(0, new TimeOfDay(InstantSource.fixed(now), () -> 0, false));
    }

    @Test
    void keyWorksUntilTheMicrosecondAtWhichItEnds() {
        Instant end = keys.time.instant().plusSeconds(90).plusNanos(123_456_000);

        assertThat(denialAt(end, end.minusNanos(1))).isNull();
        assertThat(denialAt(end, end)).isEqualTo(DenialReason.KEY_EXPIRED);
        assertThat(denialAt(end, end.plusNanos(1))).isEqualTo(DenialReason.KEY_EXPIRED);
    }

    @Test
    void endInAFarYearIsInTheFuture() {
        assertThat(denialAt(Instant.parse("9999-12-31T23:59:59.999999Z"), keys.time.instant()))
                .isNull();
    }
}
