package io.keystile.key;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/**
 * Argon2id, version 19 (RFC 9106). The text is {@code $argon2id$v=19$m=<KiB>,t=<passes>,p=<lanes>$<salt>$<digest>},
 * with salt and digest in base64 without padding.
 */
final class Argon2id implements SlowFunction {
    static final String BOUNDS =
            "m up to 262144 (256 MiB), t 1 to 64, p 1 to 16, m at least 8 * p, m * t up to 1048576";

    private static final int MAX_MEMORY = 1 << 18;
    private static final int MAX_WORK = 1 << 20;
    private static final int MIN_MEMORY_PER_LANE = 8;
    private static final Pattern TEXT =
            Pattern.compile("\\$argon2id\\$v=19\\$m=([1-9]\\d{0,5}),t=([1-9]|[1-5]\\d|6[0-4]),p=([1-9]|1[0-6])"
                    + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    private final Argon2Parameters parameters;
    private final int length;

    private Argon2id(Argon2Parameters parameters, int length) {
        this.parameters = parameters;
        this.length = length;
    }

    static @Nullable SecretHash read(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches() || !Phc.hasBase64Length(parts.group(4)) || !Phc.hasBase64Length(parts.group(5))) {
            return null;
        }
        int memory = Integer.parseInt(parts.group(1));
        int passes = Integer.parseInt(parts.group(2));
        int lanes = Integer.parseInt(parts.group(3));
        if (memory > MAX_MEMORY || (long) memory * passes > MAX_WORK || memory < MIN_MEMORY_PER_LANE * lanes) {
            return null;
        }
        byte[] digest = Phc.decode(parts.group(5));
        Argon2Parameters parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(Phc.decode(parts.group(4)))
                .build();
        return SecretHash.slow(text, HashScheme.ARGON2ID, digest, new Argon2id(parameters, digest.length));
    }

    @Override
    public byte[] digest(byte[] secret) {
        byte[] digest = new byte[length];
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(parameters);
        generator.generateBytes(secret, digest);
        return digest;
    }
}
