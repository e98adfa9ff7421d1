package io.keystile.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretHashTest {
    private static final String SECRET = "b1946ac9-2492-4d2f-a9d4-7c1b3e5f6a70";
    private static final byte[] BYTES = SECRET.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] WEAK_KEY = "secret".getBytes(StandardCharsets.US_ASCII);

    private final PresentedKey key = PresentedKeys.ofSecret(SECRET);
    private final PresentedKey other = PresentedKeys.ofSecret("another-secret");
    private final SecretHasher hasher = SecretHasher.peppered(Pepper.verifyOnly(3, WEAK_KEY));

    @Test
    void digestFromAnotherSystemVerifiesItsSecretOnly() throws Exception {
        SecretHash sha256 =
                SecretHash.ofSha256(MessageDigest.getInstance("SHA-256").digest(BYTES));
        SecretHash sha512 =
                SecretHash.ofSha512(MessageDigest.getInstance("SHA-512").digest(BYTES));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(WEAK_KEY, "HmacSHA256"));
        SecretHash hmac = SecretHash.ofHmacSha256(3, mac.doFinal(BYTES));

        for (SecretHash hash : new SecretHash[] {sha256, sha512, hmac}) {
            assertThat(hasher.verify(key, hash)).as(hash.scheme()).isEqualTo(Verdict.RIGHT);
            assertThat(hasher.verify(other, hash)).as(hash.scheme()).isEqualTo(Verdict.WRONG);
            assertThat(hasher.verify(key, SecretHash.require(hash.encoded())))
                    .as(hash.scheme())
                    .isEqualTo(Verdict.RIGHT);
        }
        assertThat(sha512.encoded()).matches("\\$sha512\\$[A-Za-z0-9+/]{86}");
    }

    @Test
    void hashesAreEqualIfAndOnlyIfTheirTextIsEqual() {
        byte[] digest = new byte[SecretHash.SHA256_LENGTH];
        byte[] longDigest = new byte[SecretHash.SHA512_LENGTH];
        new SeededRandom(1).nextBytes(digest);
        new SeededRandom(2).nextBytes(longDigest);
        List<SecretHash> hashes = new ArrayList<>(List.of(
                SecretHash.ofSha256(digest),
                SecretHash.ofHmacSha256(1, digest),
                SecretHash.ofHmacSha256(2, digest),
                SecretHash.ofSha512(longDigest),
                SecretHash.parse("$2y$10$" + "A".repeat(53)),
                SecretHash.parse("$2y$11$" + "A".repeat(53)),
                SecretHash.parse("md5:0123"),
                SecretHash.parse("md5:0124")));
        for (int i = 0; i < SecretHash.SHA256_LENGTH; i += Long.BYTES) {
            byte[] changed = digest.clone();
            changed[i]++;
            hashes.add(SecretHash.ofSha256(changed));
        }

        for (int i = 0; i < hashes.size(); i++) {
            SecretHash hash = hashes.get(i);
            assertThat(SecretHash.parse(hash.encoded())).isEqualTo(hash).hasSameHashCodeAs(hash);
            assertThat(hashes.subList(i + 1, hashes.size())).doesNotContain(hash);
        }
        assertThat(hashes).extracting(SecretHash::encoded).doesNotHaveDuplicates();
    }

    @Test
    void digestOfTheWrongLengthIsRejectedWithAHint() {
        assertThatThrownBy(() -> SecretHash.ofSha256(new byte[64])).hasMessageContaining("hexadecimal");
        assertThatThrownBy(() -> SecretHash.ofSha512(new byte[32])).hasMessageContaining("64 bytes");
        assertThatThrownBy(() -> SecretHash.ofHmacSha256(1, new byte[31])).hasMessageContaining("32 bytes");
        assertThatThrownBy(() -> SecretHash.ofHmacSha256(0, new byte[32])).hasMessageContaining("1 to 999999999");
        assertThatThrownBy(() -> SecretHash.ofHmacSha256(1_000_000_000, new byte[32]))
                .hasMessageContaining("1 to 999999999");
    }

    @Test
    void nameOfASchemeContainsNoDigest() {
        byte[] digest = new byte[32];

        assertThat(SecretHash.ofSha256(digest).scheme()).isEqualTo("sha256");
        assertThat(SecretHash.ofSha512(new byte[64]).scheme()).isEqualTo("sha512");
        assertThat(SecretHash.ofHmacSha256(2, digest).scheme()).isEqualTo("hmac-sha256$v=2");
        assertThat(SecretHash.parse("$2y$10$" + "A".repeat(53)).scheme()).isEqualTo("bcrypt");
        assertThat(SecretHash.parse("$scrypt$ln=14,r=8,p=1$AAAA$" + "A".repeat(43))
                        .scheme())
                .isEqualTo("scrypt");
        assertThat(SecretHash.parse("$argon2id$v=19$m=256,t=1,p=1$" + "A".repeat(22) + "$" + "A".repeat(43))
                        .scheme())
                .isEqualTo("argon2id");
        assertThat(SecretHash.parse("md5:0123").scheme()).isEqualTo("unknown");
    }

    @Test
    void canVerifyIsTrueForKnownSchemesAndConfiguredPeppers() {
        for (String scheme : new String[] {"sha256", "sha512", "bcrypt", "scrypt", "argon2id", "hmac-sha256$v=3"}) {
            assertThat(hasher.canVerify(scheme)).as(scheme).isTrue();
        }
        for (String scheme : new String[] {"unknown", "hmac-sha256", "hmac-sha256$v=2", "md5", ""}) {
            assertThat(hasher.canVerify(scheme)).as(scheme).isFalse();
        }
    }

    @Test
    void rejectionListsAllFormatsAndDoesNotRepeatTheText() {
        assertThatThrownBy(() -> SecretHash.require("$argon2id$v=19$m=9999999,t=1,p=1$c29tZXNhbHQ$Q1RGaEZk"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("m up to 262144")
                .hasMessageContaining("cost 04 to 15")
                .hasMessageContaining("$sha512$")
                .hasMessageNotContaining("Q1RGaEZk");
    }

    @Property
    void parseAcceptsAnyText(@ForAll String text) {
        for (String start : new String[] {"", "$", "$2b$10$", "$scrypt$ln=4,r=8,p=1$", "$argon2id$v=19$m=8,t=1,p=1$"}) {
            SecretHash unknown = SecretHash.parse(start + text);

            assertThat(unknown.encoded()).isEqualTo(start + text);
            assertThat(hasher.verify(other, unknown)).isEqualTo(Verdict.WRONG);
        }
    }

    @Test
    void fastHashIsKnownIfAndOnlyIfItsTextIsWellFormed() {
        Pattern wellFormed = Pattern.compile("\\$(sha256\\$[A-Za-z0-9+/]{43}"
                + "|hmac-sha256\\$v=[1-9][0-9]{0,8}\\$[A-Za-z0-9+/]{43}"
                + "|sha512\\$[A-Za-z0-9+/]{86})");
        for (String valid : new String[] {
            "$sha256$" + "A".repeat(43), "$sha512$" + "A".repeat(86), "$hmac-sha256$v=12$" + "A".repeat(43)
        }) {
            for (int i = 0; i <= valid.length(); i++) {
                String before = valid.substring(0, i);
                String from = valid.substring(i);
                String after = from.isEmpty() ? from : from.substring(1);
                for (String other : new String[] {
                    "",
                    "A",
                    "Z",
                    "a",
                    "z",
                    "0",
                    "9",
                    "+",
                    "/",
                    "@",
                    "[",
                    "`",
                    "{",
                    ":",
                    ".",
                    "-",
                    "_",
                    "=",
                    "$",
                    "\n",
                    "\u0661",
                    "\u00e4",
                    "00000000",
                    "0000000"
                }) {
                    for (String text : new String[] {before + other + from, before + other + after}) {
                        SecretHash hash = SecretHash.parse(text);
                        assertThat(hash.scheme().equals("unknown"))
                                .as(text)
                                .isNotEqualTo(wellFormed.matcher(text).matches());
                        assertThat(hash.encoded()).isEqualTo(text);
                    }
                }
            }
        }
    }

    @Test
    void hashWithNonZeroSpareBitsKeepsItsText() {
        String digest = SecretHasher.sha256().hash(other).encoded();
        String spare = digest.substring(0, digest.length() - 1) + withSpareBit(digest.charAt(digest.length() - 1));

        assertThat(SecretHash.require(spare).encoded()).isEqualTo(spare);
        assertThat(SecretHash.require(spare))
                .isEqualTo(SecretHash.require(spare))
                .hasSameHashCodeAs(SecretHash.require(spare))
                .isNotEqualTo(SecretHash.require(digest));
        assertThat(hasher.verify(other, SecretHash.require(spare))).isEqualTo(Verdict.RIGHT);
    }

    /** Sets a spare bit: the last of 43 base64 characters has two, which a canonical encoder sets to 0. */
    private static char withSpareBit(char c) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        return alphabet.charAt(alphabet.indexOf(c) + 1);
    }

    @Test
    void hashOfAnotherSchemeOrPepperIsOutdated() {
        byte[] random = new byte[32];
        new SeededRandom(1).nextBytes(random);
        SecretHasher plain = SecretHasher.sha256();
        SecretHasher peppered = SecretHasher.peppered(Pepper.of(2, random), Pepper.verifyOnly(9, WEAK_KEY));

        assertThat(plain.isOutdated(plain.hash(key))).isFalse();
        assertThat(peppered.isOutdated(peppered.hash(key))).isFalse();
        assertThat(peppered.isOutdated(plain.hash(key))).isTrue();
        assertThat(plain.isOutdated(SecretHash.ofSha512(new byte[64]))).isTrue();
        assertThat(peppered.isOutdated(SecretHash.ofHmacSha256(9, new byte[32])))
                .isTrue();
        assertThat(peppered.isOutdated(SecretHash.parse("$2y$10$" + "A".repeat(53))))
                .isTrue();
    }

    @Test
    void verifyOnlyPepperNeverSigns() {
        assertThat(hasher.hash(key).scheme()).isEqualTo("sha256");
        assertThatThrownBy(() -> Pepper.verifyOnly(1, new byte[0])).hasMessageContaining("empty");
        assertThatThrownBy(() -> Pepper.verifyOnly(0, WEAK_KEY)).hasMessageContaining("1 to 999999999");
    }

    @ParameterizedTest
    @ValueSource(ints = {SecretHash.SHA256_LENGTH, SecretHash.SHA512_LENGTH})
    void aDigestThatDiffersInAnyBitIsAnotherDigest(int length) {
        byte[] digest = new byte[length];
        new SeededRandom(length).nextBytes(digest);
        SecretHash hash =
                length == SecretHash.SHA256_LENGTH ? SecretHash.ofSha256(digest) : SecretHash.ofSha512(digest);

        assertThat(hash.hasDigest(digest)).isTrue();
        for (int bit = 0; bit < length * Byte.SIZE; bit++) {
            byte[] other = digest.clone();
            other[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThat(hash.hasDigest(other)).as("bit %d", bit).isFalse();
        }
        assertThat(hash.hasDigest(Arrays.copyOf(digest, length - 1))).isFalse();
        assertThat(hash.hasDigest(Arrays.copyOf(digest, length + 1))).isFalse();
        assertThat(hash.hasDigest(new byte[0])).isFalse();
    }
}
