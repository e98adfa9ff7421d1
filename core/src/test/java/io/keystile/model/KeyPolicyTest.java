package io.keystile.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeyPolicyTest {
    @Test
    void aLongestLifeRequiresAnExpiry() {
        assertThat(KeyPolicy.NONE.mustExpire()).isFalse();
        assertThat(KeyPolicy.NONE.withLongestLife(Duration.ofDays(90)).mustExpire())
                .isTrue();
    }

    @Test
    void valuesAreBounded() {
        assertThatIllegalArgumentException().isThrownBy(() -> KeyPolicy.NONE.withLongestLife(Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        KeyPolicy.NONE.withLongestLife(Duration.ofDays(36_525).plusNanos(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> KeyPolicy.NONE.withMostLiveKeys(0));
        assertThatIllegalArgumentException().isThrownBy(() -> KeyPolicy.NONE.withEnvironments("LIVE"));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> KeyPolicy.NONE.withLongestIdle(Duration.ofDays(1).minusNanos(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> KeyPolicy.NONE.withLongestIdle(Duration.ofDays(36_526)));
    }
}
