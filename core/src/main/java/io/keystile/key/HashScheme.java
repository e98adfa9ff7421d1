package io.keystile.key;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The closed set of hash schemes. */
enum HashScheme {
    SHA256("sha256", "$sha256$<43 characters of base64>"),
    HMAC_SHA256("hmac-sha256", "$hmac-sha256$v=<pepper version>$<43 characters of base64>"),
    SHA512("sha512", "$sha512$<86 characters of base64>"),
    BCRYPT("bcrypt", "$2b$<cost>$<53 characters>, also $2a$ and $2y$, with " + Bcrypt.BOUNDS),
    SCRYPT("scrypt", "$scrypt$ln=<n>,r=<n>,p=<n>$<salt>$<hash>, with " + Scrypt.BOUNDS),
    ARGON2ID("argon2id", "$argon2id$v=19$m=<KiB>,t=<n>,p=<n>$<salt>$<hash>, with " + Argon2id.BOUNDS),
    /** Any other text in a store; it verifies no secret. */
    UNKNOWN("unknown", "");

    private final String label;
    private final String format;

    HashScheme(String label, String format) {
        this.label = label;
        this.format = format;
    }

    /** Returns the public name, which contains the pepper version of an HMAC. */
    String nameWithVersion(int pepperVersion) {
        return this == HMAC_SHA256 ? label + "$v=" + pepperVersion : label;
    }

    /** Returns the names of all schemes that can be verified with these peppers. */
    static Set<String> namesVerifiableWith(Pepper... peppers) {
        Stream<String> withoutPepper = Arrays.stream(values())
                .filter(scheme -> scheme != UNKNOWN && scheme != HMAC_SHA256)
                .map(scheme -> scheme.label);
        Stream<String> withPepper = Arrays.stream(peppers).map(pepper -> HMAC_SHA256.nameWithVersion(pepper.version()));
        return Stream.concat(withoutPepper, withPepper).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the text formats of all schemes, for messages. */
    static String formats() {
        return Arrays.stream(values())
                .filter(scheme -> scheme != UNKNOWN)
                .map(scheme -> scheme.format)
                .collect(Collectors.joining("; "));
    }
}
