package io.keystile.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyFormatTest {
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final ApiKeyFormat format = ApiKeyFormat.ofBrand("pk");
    private final SeededRandom random = new SeededRandom(1);

    @Test
    void keyHasTheDocumentedParts() {
        String key = format.generate("live", random).reveal();

        assertThat(key).matches("pk_live_[0-9A-Za-z]{50}");
    }

    @Test
    void checksumIsTheCrc32OfThePrecedingCharactersInBase62() {
        String key = format.generate("live", random).reveal();
        String body = key.substring(0, key.length() - 6);
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));

        long checksum = 0;
        for (char c : key.substring(key.length() - 6).toCharArray()) {
            checksum = checksum * 62 + BASE62.indexOf(c);
        }

        assertThat(checksum).isEqualTo(crc.getValue());
    }

    @Property
    void generatedKeyIsParsed(
            @ForAll("brands") String brand, @ForAll("environments") String environment, @ForAll long seed) {
        ApiKeyFormat any = ApiKeyFormat.ofBrand(brand);
        PresentedKey generated = any.generate(environment, new SeededRandom(seed));

        PresentedKey parsed = any.parse(generated.reveal());

        assertThat(parsed).isNotNull();
        assertThat(parsed.id()).isEqualTo(generated.id());
        assertThat(parsed.environment()).isEqualTo(environment);
        assertThat(parsed.isFor(environment)).isTrue();
        assertThat(parsed.isFor(environment + "x")).isFalse();
        assertThat(parsed.reveal()).isEqualTo(generated.reveal());
    }

    @Property(tries = 50)
    void truncatedOrExtendedKeyIsRejected(@ForAll long seed, @ForAll @IntRange(min = 0, max = 57) int at) {
        String key = format.generate("live", new SeededRandom(seed)).reveal();

        assertThat(format.parse(key.substring(0, at))).isNull();
        assertThat(format.parse(key.substring(at + 1))).isNull();
        assertThat(format.parse(key.substring(0, at) + "0" + key.substring(at))).isNull();
    }

    @Property
    void randomTextIsRejected(@ForAll String text) {
        assertThat(format.parse(text)).isNull();
        assertThat(format.parse("pk_live_" + text)).isNull();
    }

    @Test
    void characterBeyondLatin1IsNotReducedToItsLowByte() {
        String key = format.generate("live", random).reveal();
        String wide = key.substring(0, 20) + (char) (0x100 + key.charAt(20)) + key.substring(21);

        assertThat(format.parse(wide)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer ",
                "\u00fc",
                "\u0131 ",
                "\ud83d\udd11",
                "\ud83d\udd11\ud83d\udd11 ",
                "\ud83d",
                "pk_live_"
            })
    void keyIsParsedAfterAnyPrecedingText(String before) {
        String key = format.generate("live", random).reveal();

        PresentedKey parsed = format.parse(before + key, before.length());

        assertThat(parsed).isNotNull();
        assertThat(parsed.reveal()).isEqualTo(key);
        assertThat(parsed.environment()).isEqualTo("live");
    }

    @Test
    void manySurrogatePairsBeforeAKeyDoNotMakeTheParserThrow() {
        String before = "\ud83d\udd11".repeat(100);

        assertThat(format.parse(before + "pk_live_" + "0".repeat(50), before.length()))
                .isNull();
    }

    @Test
    void keyIsParsedOnlyAtItsFirstCharacter() {
        String text = "Bearer " + format.generate("live", random).reveal() + " ";

        for (int from = 0; from <= text.length(); from++) {
            assertThat(format.parse(text, from)).isNull();
            PresentedKey cut = format.parse(text.substring(0, text.length() - 1), Math.min(from, text.length() - 1));
            assertThat(cut != null).isEqualTo(from == "Bearer ".length());
        }
    }

    @Test
    void positionOutsideTheTextIsRejected() {
        assertThatThrownBy(() -> format.parse("pk", -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> format.parse("pk", 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** Includes characters with the same low byte, and characters that become a question mark in Latin-1. */
    @Property(tries = 200)
    void noCharacterIsAcceptedInPlaceOfAnother(
            @ForAll long seed, @ForAll @IntRange(max = 57) int at, @ForAll char other) {
        String key = format.generate("live", new SeededRandom(seed)).reveal();
        char right = key.charAt(at);
        for (char wrong :
                new char[] {other, (char) ((other << 8) | right), '?', '_', '\u0131', (char) (right | 0x80)}) {
            String changed = key.substring(0, at) + wrong + key.substring(at + 1);
            assertThat(format.parse(changed) != null).isEqualTo(wrong == right);
        }
        String pair = key.substring(0, at) + "\ud83d\udd11" + key.substring(at + 1);
        assertThat(format.parse(pair)).isNull();
    }

    @Test
    void keyOfAnotherBrandIsRejected() {
        String other = ApiKeyFormat.ofBrand("xy").generate("live", random).reveal();

        assertThat(format.parse(other)).isNull();
    }

    @Test
    void toStringDoesNotContainTheSecret() {
        PresentedKey key = format.generate("live", random);

        assertThat(key.toString())
                .contains(key.id().value())
                .doesNotContain(key.reveal().substring(20, 52));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "p", "1p", "PK", "p_k", "p-k", "averylongbrandna1"})
    void invalidBrandIsRejected(String brand) {
        assertThatThrownBy(() -> ApiKeyFormat.ofBrand(brand))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("for example \"pk\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "l", "Live", "1live", "li_ve", "averylongenvi"})
    void invalidEnvironmentIsRejected(String environment) {
        assertThatThrownBy(() -> format.generate(environment, random))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("for example \"live\"");
    }

    @Provide
    Arbitrary<String> brands() {
        return name(15);
    }

    @Provide
    Arbitrary<String> environments() {
        return name(11);
    }

    private static Arbitrary<String> name(int maxRest) {
        Arbitrary<String> rest = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('0', '9')
                .ofMinLength(1)
                .ofMaxLength(maxRest);
        return Combinators.combine(Arbitraries.chars().range('a', 'z'), rest).as((first, more) -> first + more);
    }
}
