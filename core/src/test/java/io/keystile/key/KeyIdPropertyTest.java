package io.keystile.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Compares ids with their text. Short ids are stored in two words, which must not change their behaviour. */
class KeyIdPropertyTest {
    private static final int MAX_LENGTH = 40;

    @Property
    void valueReturnsTheText(@ForAll("ids") String text) {
        assertThat(new KeyId(text).value()).isEqualTo(text);
    }

    @Property
    void wordHoldsTheFirstEightCharacters(@ForAll("ids") String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        long word = IdWord.of(bytes, 0, bytes.length);

        assertThat(IdWord.read(word, 0)).isEqualTo(text.substring(0, Math.min(text.length(), IdWord.CHARS)));
        assertThat(IdWord.isTruncated(word)).isEqualTo(text.length() > IdWord.CHARS);
    }

    @Property
    void idsAreEqualIfAndOnlyIfTheirTextIsEqual(
            @ForAll("ids") String long1, @ForAll("ids") String long2, @ForAll @IntRange(max = MAX_LENGTH) int shared) {
        String text1 = long1;
        String text2 = (long1.substring(0, Math.min(shared, long1.length())) + long2);
        text2 = text2.substring(0, Math.min(text2.length(), MAX_LENGTH));
        KeyId id1 = new KeyId(text1);
        KeyId id2 = new KeyId(text2);

        assertThat(id1.equals(id2)).isEqualTo(text1.equals(text2));
        assertThat(Integer.signum(id1.compareTo(id2))).isEqualTo(Integer.signum(text1.compareTo(text2)));
        assertThat(id1).isEqualTo(new KeyId(text1)).hasSameHashCodeAs(new KeyId(text1));
    }

    @Property
    void prefixOfAnIdIsNotEqual(@ForAll("ids") String text) {
        for (int length = 1; length < text.length(); length++) {
            assertThat(new KeyId(text.substring(0, length))).isNotEqualTo(new KeyId(text));
        }
    }

    @Property
    void idReadFromAKeyEqualsTheIdOfItsText(@ForAll long seed) {
        ApiKeyFormat format = ApiKeyFormat.ofBrand("pk");
        String key = format.generate("live", new SeededRandom(seed)).reveal();
        PresentedKey parsed = format.parse("Bearer " + key, "Bearer ".length());
        KeyId expected = new KeyId(key.substring("pk_live_".length(), "pk_live_".length() + 12));

        assertThat(parsed).isNotNull();
        assertThat(parsed.id()).isEqualTo(expected).hasSameHashCodeAs(expected).isEqualByComparingTo(expected);
        assertThat(expected).isEqualTo(parsed.id());
        assertThat(parsed.id().value()).isEqualTo(expected.value());
    }

    @Provide
    Arbitrary<String> ids() {
        return Arbitraries.integers()
                .between(1, MAX_LENGTH)
                .flatMap(length -> Arbitraries.strings()
                        .withCharRange('0', '9')
                        .withCharRange('A', 'Z')
                        .withCharRange('a', 'z')
                        .withChars('_', '-')
                        .ofLength(length));
    }
}
