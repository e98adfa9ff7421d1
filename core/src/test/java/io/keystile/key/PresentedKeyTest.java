package io.keystile.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresentedKeyTest {
    private static final KeyId ID = new KeyId("some-id");

    @Test
    void aKeyThatNamesNoEnvironmentIsForEachAndSaysSo() {
        PresentedKey key = PresentedKey.of("some-id.secret", ID, 8, 14);

        assertThat(key.environment()).isEmpty();
        assertThat(key.isFor("live")).isTrue();
        assertThat(key.isFor("dev")).isTrue();
        assertThat(key.reveal()).isEqualTo("some-id.secret");
        assertThat(key).hasToString("PresentedKey[some-id]");
    }

    @Test
    void theSecretIsThePartThatWasNamed() {
        SecretHasher hasher = SecretHasher.sha256();
        PresentedKey key = PresentedKey.of("some-id.secret", ID, 8, 14);

        assertThat(hasher.hash(key)).isEqualTo(hasher.hash(Presented.secret("secret")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "tab\t", "caf\u00e9", "\u0100bc"})
    void aTextThatNoRequestCouldCarryIsRefused(String text) {
        assertThatThrownBy(() -> PresentedKey.of(text, ID, 0, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("visible ASCII");
        assertThatThrownBy(() -> PresentedKey.of("x".repeat(129), ID, 0, 2)).hasMessageContaining("128");
    }

    @Test
    void aSecretOutsideOfItsTextIsRefused() {
        assertThatThrownBy(() -> PresentedKey.of("abc", ID, -1, 2)).hasMessageContaining("part of its text");
        assertThatThrownBy(() -> PresentedKey.of("abc", ID, 0, 4)).hasMessageContaining("part of its text");
        assertThatThrownBy(() -> PresentedKey.of("abc", ID, 2, 2)).hasMessageContaining("not empty");
    }

    @Test
    void anIdThatHoldsTheSecretIsRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> PresentedKey.of("abc-hidden", new KeyId("abc-hidden"), 4, 10))
                .hasMessageContaining("KeyId.derivedFrom")
                .hasMessageNotContaining("hidden");
    }
}
