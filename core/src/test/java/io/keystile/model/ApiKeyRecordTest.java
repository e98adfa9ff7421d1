package io.keystile.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keystile.key.KeyId;
import io.keystile.key.SecretHash;
import org.junit.jupiter.api.Test;

class ApiKeyRecordTest {
    private static ApiKeyRecord withHash(String hash) {
        return ApiKeyRecord.existing(new KeyId("k1"), "acme", "live", SecretHash.parse(hash));
    }

    @Test
    void hashOfAnUnknownSchemeHasUpTo512VisibleAsciiCharacters() {
        for (String hash : new String[] {"!", "~", "$argon3$" + "x".repeat(504)}) {
            assertThat(withHash(hash).hash().encoded()).isEqualTo(hash);
        }
        for (String hash : new String[] {"", "x".repeat(513), "a b", "a\n", "\u00e4", "\u007f"}) {
            assertThatIllegalArgumentException()
                    .as(hash)
                    .isThrownBy(() -> withHash(hash))
                    .withMessage("A hash must have 1 to 512 visible ASCII characters");
        }
    }
}
