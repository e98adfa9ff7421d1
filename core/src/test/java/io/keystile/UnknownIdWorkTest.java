package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.key.SecretHasher;
import io.keystile.key.SeededRandom;
import io.keystile.model.ApiKeySettings;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An unknown id costs as much digest work as a wrong secret, so the time of a denial does not show which ids exist. */
class UnknownIdWorkTest {
    private static final String ALGORITHM = "SHA-256";

    /** The number of bytes of each digest that the test's thread has computed. */
    private static final ThreadLocal<List<Integer>> DIGESTED = ThreadLocal.withInitial(ArrayList::new);

    private final Provider provider = new CountingProvider();
    private final TestKeys keys = new TestKeys();

    @BeforeEach
    void countDigests() {
        Security.insertProviderAt(provider, 1);
    }

    @AfterEach
    void stopCounting() {
        Security.removeProvider(provider.getName());
        DIGESTED.remove();
    }

    @ParameterizedTest
    @ValueSource(strings = {"first call", "later call"})
    void anUnknownIdIsDigestedLikeAWrongSecret(String which) {
        String key = keys.issue(ApiKeySettings.named("ci"));
        // A hasher of its own, so that its digests are those of the counting provider.
        ApiKeyAuthenticator authenticator =
                keys.authenticator().hasher(SecretHasher.sha256()).build();
        String unknown = TestKeys.FORMAT.generate("live", new SeededRandom(7)).reveal();
        String wrong = Forgery.withOtherSecret(key);
        if (which.equals("later call")) {
            authenticator.decide(TestRequest.bearer(wrong));
            authenticator.decide(TestRequest.bearer(unknown));
        }

        List<Integer> ofWrongSecret = digestedBy(authenticator, wrong, DenialReason.WRONG_SECRET);
        List<Integer> ofUnknownId = digestedBy(authenticator, unknown, DenialReason.UNKNOWN_KEY);

        assertThat(ofWrongSecret)
                .singleElement()
                .satisfies(bytes -> assertThat(bytes).isPositive());
        assertThat(ofUnknownId).isEqualTo(ofWrongSecret);
    }

    private static List<Integer> digestedBy(ApiKeyAuthenticator authenticator, String key, DenialReason expected) {
        DIGESTED.get().clear();
        Decision decision = authenticator.decide(TestRequest.bearer(key));
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Denied.class,
                        denied -> assertThat(denied.reason()).isEqualTo(expected));
        return List.copyOf(DIGESTED.get());
    }

    /** The digest of the JDK, which also records what it digests. */
    private static final class CountingProvider extends Provider {
        private static final long serialVersionUID = 1;

        CountingProvider() {
            super("Counting", "1", "counts SHA-256 digests");
            putService(new Service(this, "MessageDigest", ALGORITHM, CountingDigest.class.getName(), null, null) {
                @Override
                public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                    return new CountingDigest(MessageDigest.getInstance(ALGORITHM, Security.getProvider("SUN")));
                }
            });
        }
    }

    private static final class CountingDigest extends MessageDigestSpi {
        private final MessageDigest digest;
        private int bytes;

        CountingDigest(MessageDigest digest) {
            this.digest = digest;
        }

        @Override
        protected void engineUpdate(byte input) {
            bytes++;
            digest.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            bytes += length;
            digest.update(input, offset, length);
        }

        @Override
        protected byte[] engineDigest() {
            DIGESTED.get().add(bytes);
            bytes = 0;
            return digest.digest();
        }

        @Override
        protected int engineGetDigestLength() {
            return digest.getDigestLength();
        }

        @Override
        protected void engineReset() {
            bytes = 0;
            digest.reset();
        }
    }
}
