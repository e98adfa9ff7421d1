package io.keystile.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyBufferTest {
    private final ApiKeyFormat format = ApiKeyFormat.ofBrand("pk");
    private final SecretHasher hasher = SecretHasher.sha256();
    private final PresentedKey key = format.generate("live", new SeededRandom(3));

    @Test
    void aBufferHasTheSameKeyAsAnObject() {
        KeyBuffer buffer = hasher.takeBuffer();
        assertThat(format.parse("Bearer " + key.reveal(), "Bearer ".length(), buffer))
                .isTrue();

        assertThat(buffer.id()).isEqualTo(key.id());
        assertThat(buffer.hashOfId()).isEqualTo(key.id().hashCode());
        assertThat(buffer.isFor("live")).isTrue();
        assertThat(buffer.isFor("test")).isFalse();
        assertThat(buffer.key().reveal()).isEqualTo(key.reveal());
        assertThat(hasher.verifyFast(buffer, hasher.hash(key))).isEqualTo(Verdict.RIGHT);
        assertThat(buffer).hasToString("KeyBuffer[" + key.id() + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"short-id", "an-id-with-16-ch", "an-id-with-17-chr", "an-id-of-many-more-characters-than-20"})
    void aKeyOfAnotherFormatIsLikeTheObjectToo(String id) {
        PresentedKey other = PresentedKey.of("some-secret", new KeyId(id), 0, "some-secret".length());
        KeyBuffer buffer = hasher.takeBuffer();
        buffer.fill(other);

        assertThat(buffer.id()).isEqualTo(other.id());
        assertThat(buffer.head()).isEqualTo(other.id().head());
        assertThat(buffer.tail()).isEqualTo(other.id().tail());
        assertThat(buffer.hasLongId()).isEqualTo(other.id().isLong()).isEqualTo(id.length() > 16);
        assertThat(buffer.hashOfId()).isEqualTo(other.id().hashCode());
        assertThat(buffer.key()).isSameAs(other);
        assertThat(hasher.verifyFast(buffer, hasher.hash(other))).isEqualTo(Verdict.RIGHT);
        assertThat(hasher.verifyFast(buffer, hasher.hash(key))).isEqualTo(Verdict.WRONG);
    }

    @Test
    void nothingOfAKeyIsLeftInABufferThatWasGivenBack() {
        KeyBuffer buffer = hasher.takeBuffer();
        assertThat(format.parse(key.reveal(), 0, buffer)).isTrue();
        byte[] text = buffer.copy("", 0);
        assertThat(text).contains(key.reveal().getBytes(StandardCharsets.US_ASCII));
        hasher.giveBack(buffer);

        assertThat(Arrays.copyOfRange(text, KeyBuffer.SECRET_START, KeyBuffer.LENGTH))
                .containsOnly(0);
        assertThat(hasher.takeBuffer()).isSameAs(buffer);
        assertThat(buffer.isFilled()).isFalse();
    }

    @Test
    void aBufferThatIsFilledAgainHasTheOtherKey() {
        KeyBuffer buffer = hasher.takeBuffer();
        PresentedKey other = PresentedKey.of("some-secret", new KeyId("other"), 0, "some-secret".length());
        buffer.fill(other);
        assertThat(format.parse(key.reveal(), 0, buffer)).isTrue();
        assertThat(buffer.id()).isEqualTo(key.id());
        assertThat(buffer.key().reveal()).isEqualTo(key.reveal());

        hasher.giveBack(buffer);

        assertThatIllegalStateException().isThrownBy(buffer::id);
        assertThatIllegalStateException().isThrownBy(buffer::key);
        assertThat(buffer.head()).isZero();
    }

    /** A text with wide characters is stored in another form, whose lower bytes alone may look like a key. */
    @Property
    void aCharacterWhoseLowerByteIsThatOfTheKeyIsNotTakenForIt(
            @ForAll @IntRange(max = 65) int at, @ForAll @IntRange(min = 1, max = 255) int upperByte) {
        String text = key.reveal();
        int position = at % text.length();
        char wide = (char) (upperByte << Byte.SIZE | text.charAt(position));
        String cut = text.substring(0, position) + wide + text.substring(position + 1);

        assertThat(format.parse(cut)).isNull();
        assertThat(format.parse("\u0100" + cut, 1)).isNull();
        assertThat(format.parse("\u0100" + text, 1)).isNotNull();
    }

    @Property
    void anyTextBeforeTheKeyIsSkipped(@ForAll @StringLength(max = 80) @CharRange(from = 0, to = 0xffff) String before) {
        KeyBuffer buffer = new KeyBuffer();

        assertThat(format.parse(before + key.reveal(), before.length(), buffer)).isTrue();
        assertThat(buffer.key().reveal()).isEqualTo(key.reveal());
    }
}
