package io.keystile.key;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one kind of hash from text. Returns null if the text is not of this kind, or its cost is out of bounds. */
@FunctionalInterface
interface HashReader {
    /** The maximum length of a hash in characters. Longer text is not parsed. */
    int MAX_LENGTH = 256;

    /** The digits of {@link Pepper#MAX_VERSION}. */
    int MAX_VERSION_LENGTH = 9;

    List<HashReader> ALL = List.of(
            HashReader::sha256, HashReader::hmacSha256, HashReader::sha512, Bcrypt::read, Scrypt::read, Argon2id::read);

    @Nullable
    SecretHash read(String text);

    /** Reads a hash of any kind that can be verified; returns null for other text. */
    static @Nullable SecretHash readAny(String text) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        for (HashReader reader : ALL) {
            SecretHash hash = reader.read(text);
            if (hash != null) {
                return hash;
            }
        }
        return null;
    }

    private static @Nullable SecretHash sha256(String text) {
        return readDigest(text, "$sha256$", HashScheme.SHA256, SecretHash.SHA256_LENGTH);
    }

    private static @Nullable SecretHash sha512(String text) {
        return readDigest(text, "$sha512$", HashScheme.SHA512, SecretHash.SHA512_LENGTH);
    }

    private static @Nullable SecretHash readDigest(String text, String prefix, HashScheme scheme, int length) {
        byte[] digest = text.startsWith(prefix) ? Phc.decode(text, prefix.length(), length) : null;
        return digest == null ? null : SecretHash.fast(text, scheme, SecretHash.NO_PEPPER, digest);
    }

    private static @Nullable SecretHash hmacSha256(String text) {
        String prefix = "$hmac-sha256$v=";
        int end = text.indexOf('$', prefix.length());
        int pepperVersion = text.startsWith(prefix) ? pepperVersion(text, prefix.length(), end) : 0;
        byte[] digest = pepperVersion == 0 ? null : Phc.decode(text, end + 1, SecretHash.SHA256_LENGTH);
        return digest == null ? null : SecretHash.fast(text, HashScheme.HMAC_SHA256, pepperVersion, digest);
    }

    /** Returns the number in {@code text[from..to)}: 1 to 999,999,999 without leading zeros, or 0 for other text. */
    private static int pepperVersion(String text, int from, int to) {
        if (to <= from || to - from > MAX_VERSION_LENGTH || text.charAt(from) == '0') {
            return 0;
        }
        int version = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            version = version * 10 + (c - '0');
        }
        return version;
    }
}
