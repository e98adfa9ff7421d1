package io.keystile.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresentedKeyTest {
    private static final KeyId ID = new KeyId("some-id");

    @Test
    void keyWithoutEnvironmentIsForEveryEnvironment() {
        PresentedKey key = PresentedKey.of("some-id.secret", ID, 8, 14);

        assertThat(key.environment()).isEmpty();
        assertThat(key.isFor("live")).isTrue();
        assertThat(key.isFor("dev")).isTrue();
        assertThat(key.reveal()).isEqualTo("some-id.secret");
        assertThat(key).hasToString("PresentedKey[some-id]");
    }

    @Test
    void secretIsTheGivenRange() {
        SecretHasher hasher = SecretHasher.sha256();
        PresentedKey key = PresentedKey.of("some-id.secret", ID, 8, 14);

        assertThat(hasher.hash(key)).isEqualTo(hasher.hash(PresentedKeys.ofSecret("secret")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "tab\t", "caf\u00e9", "\u0100bc"})
    void textThatIsNotVisibleAsciiIsRejected(String text) {
        assertThatThrownBy(() -> PresentedKey.of(text, ID, 0, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("visible ASCII");
        assertThatThrownBy(() -> PresentedKey.of("x".repeat(129), ID, 0, 2)).hasMessageContaining("128");
    }

    @Test
    void secretOutsideTheTextIsRejected() {
        assertThatThrownBy(() -> PresentedKey.of("abc", ID, -1, 2)).hasMessageContaining("part of the key's text");
        assertThatThrownBy(() -> PresentedKey.of("abc", ID, 0, 4)).hasMessageContaining("part of the key's text");
        assertThatThrownBy(() -> PresentedKey.of("abc", ID, 2, 2)).hasMessageContaining("not be empty");
    }

    @Test
    void idThatContainsTheSecretIsRejectedWithoutRepeatingIt() {
        assertThatThrownBy(() -> PresentedKey.of("abc-hidden", new KeyId("abc-hidden"), 4, 10))
                .hasMessageContaining("KeyId.derivedFrom")
                .hasMessageNotContaining("hidden");
    }
}
