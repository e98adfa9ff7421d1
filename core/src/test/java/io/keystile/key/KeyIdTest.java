package io.keystile.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "Z", "0", "_", "-", "09azAZ_-"})
    void lettersDigitsUnderscoresAndHyphensAreAllowed(String value) {
        assertThat(new KeyId(value)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\n", ".", "a/", "é", "ab٣", "{", "@", "[", "`", ":"})
    void anythingElseIsRefused(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyId(value))
                .withMessageContaining("1 to 40 characters of A-Z, a-z, 0-9, _ and -");
    }

    @Test
    void fortyCharactersAreTheMost() {
        assertThat(new KeyId("x".repeat(40)).value()).hasSize(40);
        assertThatIllegalArgumentException().isThrownBy(() -> new KeyId("x".repeat(41)));
    }

    @Test
    void aWholeKeyIsNeverAnId() {
        String shortest =
                ApiKeyFormat.ofBrand("pk").generate("qa", new SeededRandom(1)).reveal();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyId(shortest))
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain(shortest));
    }
}
