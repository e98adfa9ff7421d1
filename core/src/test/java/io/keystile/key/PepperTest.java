package io.keystile.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PepperTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "changemechangemechangemechangeme",
                "0123456789abcdefghijklmnopqrstuv",
                "zyxwvutsrqponmlkjihgfedcba987654",
                "abcdefghijklmnopqrstuvwxyz123456",
                "acegikmoqsuwyACEGIKMOQSUWY024688",
                "0001020304050607080910111213141516171819",
                "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                "kJ8sQ2xZ!kJ8sQ2xZ!kJ8sQ2xZ!kJ8sQ2xZ!",
                "correct-horse-battery.correct-horse-battery",
                "x7QpSeCrEt9vLm2RtYw4NzKb6HdJf8Gc",
                "PEPPER-u8Zk3nQw7XvTy5Rb2LmJh9Dc4F",
                "our-password-for-keys-4711-u8Zk3",
                "Please-ChangeMe-u8Zk3nQw7XvTy5Rb",
                "the-default-u8Zk3nQw7XvTy5Rb2LmJ",
                "an-EXAMPLE-u8Zk3nQw7XvTy5Rb2LmJh"
            })
    void typedPepperIsRejectedAndNotRepeated(String typed) {
        assertThatThrownBy(() -> Pepper.of(1, typed.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("This pepper is not random; generate 32 random bytes,"
                        + " for example with: openssl rand -base64 32");
    }

    @Test
    void countingBytesAreRejectedForEveryStep() {
        for (int step = 0; step < 256; step++) {
            byte[] counted = new byte[48];
            for (int i = 0; i < counted.length; i++) {
                counted[i] = (byte) (7 + i * step);
            }

            assertThatThrownBy(() -> Pepper.of(1, counted)).as("step %d", step).hasMessageContaining("not random");
        }
    }

    @Test
    void pepperThatIsTooShortOrHasAnInvalidVersionIsRejected() {
        byte[] random = new byte[32];
        new SeededRandom(3).nextBytes(random);

        assertThatThrownBy(() -> Pepper.of(1, new byte[31]))
                .hasMessageContaining("at least 32 random bytes")
                .hasMessageContaining("Pepper.verifyOnly");
        assertThatThrownBy(() -> Pepper.of(0, random)).hasMessageContaining("1 to 999999999");
        assertThatThrownBy(() -> Pepper.of(1_000_000_000, random)).hasMessageContaining("1 to 999999999");
    }

    @Test
    void tenThousandRandomPeppersAreAcceptedInEveryEncoding() {
        SeededRandom random = new SeededRandom(20_30);
        for (int i = 0; i < 10_000; i++) {
            byte[] drawn = new byte[32];
            random.nextBytes(drawn);
            byte[] base64 = Base64.getEncoder().encode(drawn);
            byte[] hexadecimal = HexFormat.of().formatHex(drawn).getBytes(StandardCharsets.US_ASCII);

            assertThatCode(() -> {
                        Pepper.of(1, drawn);
                        Pepper.of(1, base64);
                        Pepper.of(1, hexadecimal);
                    })
                    .as("draw %d", i)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void toStringReturnsTheVersionOnly() {
        assertThat(Pepper.verifyOnly(7, "hidden".getBytes(StandardCharsets.US_ASCII)))
                .hasToString("Pepper[version 7]");
    }
}
