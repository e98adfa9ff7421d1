package io.keystile.key;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is kept of a key's secret: the hash, with its scheme and parameters, written like a PHC string.
 *
 * <p>{@code $sha256$<base64>} and {@code $hmac-sha256$v=<pepper version>$<base64>} are known; any other text is kept as
 * it is and verifies nothing, so that a record of a later version denies instead of stopping the store. Immutable and
 * thread-safe; two are equal if their text is.
 */
public final class SecretHash {
    /** The length of a SHA-256 digest, in bytes. */
    static final int DIGEST_LENGTH = 32;

    /** The pepper version of plain SHA-256. */
    static final int NO_PEPPER = 0;

    private static final int UNKNOWN_SCHEME = -1;
    private static final Pattern KNOWN =
            Pattern.compile("\\$(?:sha256|hmac-sha256\\$v=([1-9]\\d{0,8}))\\$([A-Za-z0-9+/]{43})");

    private final String encoded;
    private final int pepperVersion;
    private final byte[] digest;

    private SecretHash(String encoded, int pepperVersion, byte[] digest) {
        this.encoded = encoded;
        this.pepperVersion = pepperVersion;
        this.digest = digest;
    }

    /** Reads what {@link #encoded()} wrote; a text that is not understood becomes a hash that verifies nothing. */
    public static SecretHash parse(String encoded) {
        Matcher known = KNOWN.matcher(encoded);
        if (!known.matches()) {
            return new SecretHash(encoded, UNKNOWN_SCHEME, new byte[DIGEST_LENGTH]);
        }
        int pepperVersion = known.group(1) == null ? NO_PEPPER : Integer.parseInt(known.group(1));
        return new SecretHash(encoded, pepperVersion, Base64.getDecoder().decode(known.group(2)));
    }

    /** Copies {@code digest}, which was made with the pepper of that version, or with {@link #NO_PEPPER}. */
    static SecretHash of(int pepperVersion, byte[] digest) {
        String scheme = pepperVersion == NO_PEPPER ? "$sha256$" : "$hmac-sha256$v=" + pepperVersion + "$";
        String encoded = scheme + Base64.getEncoder().withoutPadding().encodeToString(digest);
        return new SecretHash(encoded, pepperVersion, digest.clone());
    }

    /** Returns the text to store. */
    public String encoded() {
        return encoded;
    }

    /** Returns what it takes to verify this hash, for example {@code sha256} or {@code hmac-sha256$v=2}, without the hash. */
    public String scheme() {
        return switch (pepperVersion) {
            case UNKNOWN_SCHEME -> "unknown";
            case NO_PEPPER -> "sha256";
            default -> "hmac-sha256$v=" + pepperVersion;
        };
    }

    /** Returns the version, {@link #NO_PEPPER}, or a negative number where the scheme is unknown. */
    int pepperVersion() {
        return pepperVersion;
    }

    /** Compares in constant time; this is the only place where digests meet. */
    boolean hasDigest(byte[] other) {
        return MessageDigest.isEqual(digest, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretHash that && encoded.equals(that.encoded);
    }

    @Override
    public int hashCode() {
        return encoded.hashCode();
    }

    /** Returns scheme and pepper version, not the hash. */
    @Override
    public String toString() {
        return switch (pepperVersion) {
            case UNKNOWN_SCHEME -> "SecretHash[unknown scheme]";
            case NO_PEPPER -> "SecretHash[sha256]";
            default -> "SecretHash[hmac-sha256, pepper " + pepperVersion + "]";
        };
    }
}
