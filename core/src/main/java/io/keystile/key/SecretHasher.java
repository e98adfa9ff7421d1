package io.keystile.key;

import io.keystile.net.IpAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hashes the secrets of keys and verifies them in constant time.
 *
 * <p>New hashes are SHA-256, or HMAC-SHA-256 with a {@link Pepper}. From 112 random bits on, NIST SP 800-63B and OWASP
 * ASVS 6.5.2 require only one approved fast hash; a secret of {@link ApiKeyFormat} has 190. Hashes from other systems
 * are verified too, see {@link SecretHash}. Slow hashes are verified within {@link SlowHashBounds}. Once a secret was
 * right, a fast hash of it is cached, so that later verifications are fast. The schemes are a closed set. A hash of
 * another scheme, or with a pepper that is not configured, verifies no secret.
 *
 * <p>Thread-safe. Verifying a fast hash takes no lock. Nothing is kept per thread.
 */
public final class SecretHasher {
    private final Pepper[] peppers;
    private final FastHasher fast;
    private final SlowVerifier slow;
    private final Set<String> verifiable;
    private final StripedPool<KeyBuffer> buffers = new StripedPool<>(KeyBuffer::new);

    private SecretHasher(SlowHashBounds bounds, Pepper... peppers) {
        this.peppers = peppers;
        this.fast = new FastHasher(peppers);
        this.slow = new SlowVerifier(bounds, fast);
        this.verifiable = HashScheme.namesVerifiableWith(peppers);
    }

    /** Returns a hasher that creates SHA-256 hashes, and verifies every scheme but HMAC. */
    public static SecretHasher sha256() {
        return new SecretHasher(SlowHashBounds.standard());
    }

    /**
     * Returns a hasher that creates HMAC-SHA-256 hashes with the highest pepper version that
     * {@link Pepper#signs signs}, or SHA-256 hashes if none signs. It verifies HMACs of all given peppers, and every
     * other scheme.
     *
     * @throws IllegalArgumentException if no pepper is given, or two have the same version
     */
    public static SecretHasher peppered(Pepper... peppers) {
        if (peppers.length == 0) {
            throw new IllegalArgumentException("Give at least one pepper, or use SecretHasher.sha256()");
        }
        return new SecretHasher(SlowHashBounds.standard(), Arrays.copyOf(peppers, peppers.length));
    }

    /** Returns the peppers, in the order in which they were given; unmodifiable. */
    public List<Pepper> peppers() {
        return List.of(peppers);
    }

    /** Returns a hasher with the same peppers and these bounds. The default is {@link SlowHashBounds#standard}. */
    public SecretHasher withSlowHashes(SlowHashBounds bounds) {
        return new SecretHasher(bounds, peppers);
    }

    /** Returns an empty buffer for the key of one call. */
    public KeyBuffer takeBuffer() {
        return buffers.acquire();
    }

    /** Erases the key in a buffer, which must not be used any more. */
    public void giveBack(KeyBuffer buffer) {
        buffer.clear();
        buffers.release(buffer);
    }

    /** Returns the hash to store for a key. */
    public SecretHash hash(PresentedKey key) {
        return fast.hash(key);
    }

    /** Verifies, in constant time, whether {@code hash} is the hash of this key's secret. */
    public Verdict verify(PresentedKey key, SecretHash hash) {
        return verify(key, hash, null);
    }

    /**
     * Verifies the same for a client. Verifications of slow hashes that wait take turns between clients, so that one
     * that sends many keys does not keep others from being verified. An IPv6 address counts as its /48 network.
     *
     * @param client the address of the client, or null if it is unknown; all unknown ones count as one
     */
    public Verdict verify(PresentedKey key, SecretHash hash, @Nullable IpAddress client) {
        SlowFunction function = hash.slowFunction();
        return function == null ? fast.verify(key, hash) : slow.verify(key, hash, function, siteOf(client));
    }

    /** Verifies the same as {@link #verify(PresentedKey, SecretHash, IpAddress)} for the key in a buffer. */
    public Verdict verify(KeyBuffer key, SecretHash hash, @Nullable IpAddress client) {
        return hash.slowFunction() == null ? fast.verify(key, hash) : verify(key.key(), hash, client);
    }

    private static Object siteOf(@Nullable IpAddress client) {
        if (client == null) {
            return "unknown";
        }
        return client.isIpv4() ? client : client.network(IpAddress.IPV6_SITE);
    }

    /**
     * Verifies the key in a buffer like {@link #verify}, but computes no slow hash.
     *
     * @return {@link Verdict#BUSY} if a slow hash would have to be computed
     */
    public Verdict verifyFast(KeyBuffer key, SecretHash hash) {
        return hash.slowFunction() == null ? fast.verify(key, hash) : slow.verifyAgain(key.key(), hash);
    }

    /**
     * Returns a hash that matches no key. Verify it for an unknown key, so that the denial takes as long as for a known
     * key.
     */
    public SecretHash decoy() {
        return fast.decoy();
    }

    /** Returns whether {@link #verify} would be slow: the hash is slow, and no secret has been right for it yet. */
    public boolean isSlow(SecretHash hash) {
        return hash.slowFunction() != null && !slow.isVerified(hash);
    }

    /** Returns whether {@link #hash} would now create a hash of a different scheme or pepper version. */
    public boolean isOutdated(SecretHash hash) {
        return fast.isOutdated(hash);
    }

    /**
     * Returns whether hashes of this scheme can be verified: the scheme is known, and its pepper is configured.
     *
     * @param scheme the name of the scheme, as {@link SecretHash#scheme} returns it
     */
    public boolean canVerify(String scheme) {
        return verifiable.contains(scheme);
    }
}
