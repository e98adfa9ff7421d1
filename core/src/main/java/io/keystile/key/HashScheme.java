package io.keystile.key;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The closed set of ways in which a secret can have been hashed. */
enum HashScheme {
    SHA256("sha256", "$sha256$<43 characters of base64>"),
    HMAC_SHA256("hmac-sha256", "$hmac-sha256$v=<pepper version>$<43 characters of base64>"),
    SHA512("sha512", "$sha512$<86 characters of base64>"),
    BCRYPT("bcrypt", "$2b$<cost>$<53 characters>, also $2a$ and $2y$, of " + Bcrypt.BOUNDS),
    SCRYPT("scrypt", "$scrypt$ln=<n>,r=<n>,p=<n>$<salt>$<hash>, of " + Scrypt.BOUNDS),
    ARGON2ID("argon2id", "$argon2id$v=19$m=<KiB>,t=<n>,p=<n>$<salt>$<hash>, of " + Argon2id.BOUNDS),
    /** Whatever else stands in a store; it verifies nothing. */
    UNKNOWN("unknown", "");

    private final String label;
    private final String shape;

    HashScheme(String label, String shape) {
        this.label = label;
        this.shape = shape;
    }

    /** Returns the public name, in which an HMAC's pepper has its version. */
    String nameWith(int pepperVersion) {
        return this == HMAC_SHA256 ? label + "$v=" + pepperVersion : label;
    }

    /** Returns the names of all that can be verified with these peppers. */
    static Set<String> namesWith(Pepper... peppers) {
        Stream<String> withoutPepper = Arrays.stream(values())
                .filter(scheme -> scheme != UNKNOWN && scheme != HMAC_SHA256)
                .map(scheme -> scheme.label);
        Stream<String> withPepper = Arrays.stream(peppers).map(pepper -> HMAC_SHA256.nameWith(pepper.version()));
        return Stream.concat(withoutPepper, withPepper).collect(Collectors.toUnmodifiableSet());
    }

    /** Says how each scheme is written, for whoever wrote something else. */
    static String shapes() {
        return Arrays.stream(values())
                .filter(scheme -> scheme != UNKNOWN)
                .map(scheme -> scheme.shape)
                .collect(Collectors.joining("; "));
    }
}
