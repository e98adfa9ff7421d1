package io.keystile.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
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
    void otherTextIsRejected(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyId(value))
                .withMessageContaining("1 to 40 characters of A-Z, a-z, 0-9, _ and -");
    }

    @Test
    void moreThanFortyCharactersAreRejected() {
        assertThat(new KeyId("x".repeat(40)).value()).hasSize(40);
        assertThatIllegalArgumentException().isThrownBy(() -> new KeyId("x".repeat(41)));
    }

    @Test
    void wholeKeyIsRejected() {
        String shortest =
                ApiKeyFormat.ofBrand("pk").generate("qa", new SeededRandom(1)).reveal();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyId(shortest))
                .satisfies(exception -> assertThat(exception.getMessage()).doesNotContain(shortest));
    }

    /** SHA-256 of "abc" is ba7816bf 8f01cfea 414140de 5dae2223 …, the example of FIPS 180-4. */
    @Test
    void derivedIdIsTheFirstHalfOfTheDigestInBase64Url() {
        byte[] half = HexFormat.of().parseHex("ba7816bf8f01cfea414140de5dae2223");
        byte[] digest = HexFormat.of().parseHex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        String expected = Base64.getUrlEncoder().withoutPadding().encodeToString(half);

        assertThat(KeyId.derivedFrom("abc").value()).isEqualTo(expected).hasSize(22);
        assertThat(KeyId.derivedFromSha256(digest)).isEqualTo(KeyId.derivedFrom("abc"));
    }

    @Test
    void emptyKeyAndDigestOfTheWrongLengthAreRejected() {
        assertThatThrownBy(() -> KeyId.derivedFrom("")).hasMessageContaining("empty");
        assertThatThrownBy(() -> KeyId.derivedFromSha256(new byte[64])).hasMessageContaining("hexadecimal");
    }

    /** Random hash codes would use about 2600 of 4096 slots. */
    @ParameterizedTest
    @ValueSource(strings = {"%saaaaaaaaa", "aaaa%saaaaa", "aaaaaaaaa%s", "%s", "aaaaaaaaaaaaaaaaaaa%s"})
    void hashCodesOfIdsThatDifferInThreeCharactersAreSpread(String pattern) {
        int mask = 4095;
        Set<Integer> slots = new HashSet<>();
        for (int i = 0; i <= mask; i++) {
            String three = "" + letter(i >> 8) + letter(i >> 4) + letter(i);
            slots.add(new KeyId(pattern.formatted(three)).hashCode() & mask);
        }
        assertThat(slots).hasSizeGreaterThan(2000);
    }

    private static char letter(int bits) {
        return (char) ('a' + (bits & 15));
    }
}
