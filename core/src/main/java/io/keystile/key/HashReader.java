package io.keystile.key;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one kind of hash from text. Returns null if the text is not of this kind, or its cost is out of bounds. */
@FunctionalInterface
interface HashReader {
    /** The maximum length of a hash in characters. Longer text is not parsed. */
    int MAX_LENGTH = 256;

    List<HashReader> ALL = List.of(
            HashReader::sha256, HashReader::hmacSha256, HashReader::sha512, Bcrypt::read, Scrypt::read, Argon2id::read);

    Pattern SHA256 = Pattern.compile("\\$sha256\\$([A-Za-z0-9+/]{43})");
    Pattern HMAC_SHA256 = Pattern.compile("\\$hmac-sha256\\$v=([1-9]\\d{0,8})\\$([A-Za-z0-9+/]{43})");
    Pattern SHA512 = Pattern.compile("\\$sha512\\$([A-Za-z0-9+/]{86})");

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
        Matcher parts = SHA256.matcher(text);
        return parts.matches()
                ? SecretHash.fast(text, HashScheme.SHA256, SecretHash.NO_PEPPER, Phc.decode(parts.group(1)))
                : null;
    }

    private static @Nullable SecretHash hmacSha256(String text) {
        Matcher parts = HMAC_SHA256.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        int pepperVersion = Integer.parseInt(parts.group(1));
        return SecretHash.fast(text, HashScheme.HMAC_SHA256, pepperVersion, Phc.decode(parts.group(2)));
    }

    private static @Nullable SecretHash sha512(String text) {
        Matcher parts = SHA512.matcher(text);
        return parts.matches()
                ? SecretHash.fast(text, HashScheme.SHA512, SecretHash.NO_PEPPER, Phc.decode(parts.group(1)))
                : null;
    }
}
