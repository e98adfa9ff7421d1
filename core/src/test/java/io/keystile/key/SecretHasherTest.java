package io.keystile.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretHasherTest {
    private static final byte[] PEPPER_1 = bytes(1);
    private static final byte[] PEPPER_2 = bytes(2);

    private final SeededRandom random = new SeededRandom(7);
    private final ApiKeyFormat format = ApiKeyFormat.ofBrand("pk");
    private final PresentedKey key = format.generate("live", random);
    private final PresentedKey otherKey = format.generate("live", random);

    @Test
    void hashIsTheSha256OfTheSecretPart() throws Exception {
        byte[] expected = MessageDigest.getInstance("SHA-256").digest(secretOf(key));

        assertThat(SecretHasher.sha256().hash(key).encoded()).isEqualTo("$sha256$" + base64(expected));
    }

    @Test
    void hashIsTheHmacOfTheSecretPartWithTheNewestPepper() throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(PEPPER_2, "HmacSHA256"));
        byte[] expected = mac.doFinal(secretOf(key));
        SecretHasher hasher = SecretHasher.peppered(Pepper.of(2, PEPPER_2), Pepper.of(1, PEPPER_1));

        assertThat(hasher.hash(key).encoded()).isEqualTo("$hmac-sha256$v=2$" + base64(expected));
    }

    /** Otherwise the time of a denial would show whether the id exists. */
    @Test
    void decoyIsOfTheKindOfNewHashes() {
        SecretHasher plain = SecretHasher.sha256();
        SecretHasher peppered = SecretHasher.peppered(Pepper.of(1, PEPPER_1), Pepper.of(2, PEPPER_2));

        for (SecretHasher hasher : new SecretHasher[] {plain, peppered}) {
            assertThat(hasher.isOutdated(hasher.decoy())).isFalse();
            assertThat(hasher.verify(key, hasher.decoy())).isEqualTo(Verdict.WRONG);
        }
    }

    @Test
    void hashVerifiesItsOwnKeyOnly() {
        SecretHasher plain = SecretHasher.sha256();
        SecretHasher peppered = SecretHasher.peppered(Pepper.of(1, PEPPER_1));

        assertThat(plain.verify(key, plain.hash(key))).isEqualTo(Verdict.RIGHT);
        assertThat(plain.verify(otherKey, plain.hash(key))).isEqualTo(Verdict.WRONG);
        assertThat(peppered.verify(key, peppered.hash(key))).isEqualTo(Verdict.RIGHT);
        assertThat(peppered.verify(otherKey, peppered.hash(key))).isEqualTo(Verdict.WRONG);
    }

    @Test
    void olderPeppersAndPlainHashesStillVerify() {
        SecretHash plain = SecretHasher.sha256().hash(key);
        SecretHash old = SecretHasher.peppered(Pepper.of(1, PEPPER_1)).hash(key);
        SecretHasher now = SecretHasher.peppered(Pepper.of(1, PEPPER_1), Pepper.of(2, PEPPER_2));

        assertThat(now.verify(key, plain)).isEqualTo(Verdict.RIGHT);
        assertThat(now.verify(key, old)).isEqualTo(Verdict.RIGHT);
        assertThat(now.verify(otherKey, old)).isEqualTo(Verdict.WRONG);
    }

    @Test
    void hashOfAnUnconfiguredPepperVerifiesNothing() {
        SecretHash old = SecretHasher.peppered(Pepper.of(1, PEPPER_1)).hash(key);

        assertThat(SecretHasher.peppered(Pepper.of(2, PEPPER_2)).verify(key, old))
                .isEqualTo(Verdict.WRONG);
        assertThat(SecretHasher.sha256().verify(key, old)).isEqualTo(Verdict.WRONG);
    }

    @Test
    void sameVersionWithAnotherPepperVerifiesNothing() {
        SecretHash hash = SecretHasher.peppered(Pepper.of(1, PEPPER_1)).hash(key);

        assertThat(SecretHasher.peppered(Pepper.of(1, PEPPER_2)).verify(key, hash))
                .isEqualTo(Verdict.WRONG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain text",
                "$sha256$",
                "$sha256$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$sha512$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$hmac-sha256$v=0$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$hmac-sha256$v=9999999999$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void hashOfAnUnknownSchemeIsKeptAndVerifiesNothing(String encoded) {
        SecretHash unknown = SecretHash.parse(encoded);

        assertThat(unknown.encoded()).isEqualTo(encoded);
        assertThat(SecretHasher.sha256().verify(key, unknown)).isEqualTo(Verdict.WRONG);
    }

    @Test
    void parsedHashIsEqual() {
        SecretHasher hasher = SecretHasher.peppered(Pepper.of(3, PEPPER_1));
        SecretHash hash = hasher.hash(key);

        assertThat(SecretHash.parse(hash.encoded())).isEqualTo(hash).hasSameHashCodeAs(hash);
        assertThat(hasher.verify(key, SecretHash.parse(hash.encoded()))).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void concurrentThreadsGetTheRightVerdicts() {
        SecretHasher hasher = SecretHasher.sha256();
        SecretHash hash = hasher.hash(key);
        SecretHash otherHash = hasher.hash(otherKey);
        AtomicInteger wrong = new AtomicInteger();

        IntStream.range(0, 50_000).parallel().forEach(i -> {
            boolean right = hasher.verify(key, hash) == Verdict.RIGHT
                    && hasher.verify(otherKey, hash) == Verdict.WRONG
                    && hasher.verify(otherKey, otherHash) == Verdict.RIGHT;
            wrong.addAndGet(right ? 0 : 1);
        });

        assertThat(wrong).hasValue(0);
    }

    @Test
    void noPepperOrTwoOfOneVersionAreRejected() {
        assertThatThrownBy(() -> SecretHasher.peppered(Pepper.of(1, PEPPER_1), Pepper.of(1, PEPPER_2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version 1");
        assertThatThrownBy(SecretHasher::peppered).hasMessageContaining("SecretHasher.sha256()");
    }

    @Test
    void toStringContainsNoDigestAndNoPepper() {
        SecretHash hash = SecretHasher.sha256().hash(key);
        SecretHash peppered = SecretHasher.peppered(Pepper.of(4, PEPPER_1)).hash(key);

        assertThat(hash).hasToString("SecretHash[sha256]");
        assertThat(peppered).hasToString("SecretHash[hmac-sha256$v=4]");
        assertThat(SecretHash.parse("secret")).hasToString("SecretHash[unknown]");
        assertThat(Pepper.of(4, PEPPER_1)).hasToString("Pepper[version 4]");
    }

    @Test
    void boundsForSlowHashesDoNotChangeThePeppers() {
        SecretHasher peppered = SecretHasher.peppered(Pepper.of(1, PEPPER_1));
        SecretHasher bounded = peppered.withSlowHashes(new SlowHashBounds(1, 0, Duration.ZERO));

        assertThat(bounded.hash(key)).isEqualTo(peppered.hash(key));
        assertThat(bounded.verify(key, peppered.hash(key))).isEqualTo(Verdict.RIGHT);
    }

    private static byte[] secretOf(PresentedKey key) {
        String text = key.reveal();
        return text.substring(text.length() - 38, text.length() - 6).getBytes(StandardCharsets.US_ASCII);
    }

    private static String base64(byte[] digest) {
        return Base64.getEncoder().withoutPadding().encodeToString(digest);
    }

    private static byte[] bytes(long seed) {
        byte[] bytes = new byte[32];
        new SeededRandom(seed).nextBytes(bytes);
        return bytes;
    }
}
