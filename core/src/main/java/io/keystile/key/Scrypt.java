package io.keystile.key;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.SCrypt;
import org.jspecify.annotations.Nullable;

/**
 * scrypt (RFC 7914). The text is {@code $scrypt$ln=<log2 N>,r=<r>,p=<p>$<salt>$<digest>}, with salt and digest in
 * base64 without padding.
 */
final class Scrypt implements SlowFunction {
    static final String BOUNDS = "r and p 1 to 32, up to 256 MiB (128 * N * r bytes), N * r * p up to 4194304";

    private static final int MAX_BLOCKS = 1 << 21;
    private static final int MAX_WORK = 1 << 22;
    private static final Pattern TEXT =
            Pattern.compile("\\$scrypt\\$ln=([1-9]|1\\d|2[01]),r=([1-9]|[12]\\d|3[0-2]),p=([1-9]|[12]\\d|3[0-2])"
                    + "\\$([A-Za-z0-9+/]{2,86})\\$([A-Za-z0-9+/]{22,86})");

    private final int cost;
    private final int blockSize;
    private final int parallelization;
    private final byte[] salt;
    private final int length;

    private Scrypt(int cost, int blockSize, int parallelization, byte[] salt, int length) {
        this.cost = cost;
        this.blockSize = blockSize;
        this.parallelization = parallelization;
        this.salt = salt;
        this.length = length;
    }

    static @Nullable SecretHash read(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches() || !Phc.hasBase64Length(parts.group(4)) || !Phc.hasBase64Length(parts.group(5))) {
            return null;
        }
        int logarithm = Integer.parseInt(parts.group(1));
        int blockSize = Integer.parseInt(parts.group(2));
        int parallelization = Integer.parseInt(parts.group(3));
        long blocks = ((long) blockSize) << logarithm;
        // RFC 7914 section 6: N is less than 2^(128 * r / 8).
        if (blocks > MAX_BLOCKS || blocks * parallelization > MAX_WORK || logarithm >= 16 * blockSize) {
            return null;
        }
        byte[] digest = Phc.decode(parts.group(5));
        byte[] salt = Phc.decode(parts.group(4));
        Scrypt function = new Scrypt(1 << logarithm, blockSize, parallelization, salt, digest.length);
        return SecretHash.slow(text, HashScheme.SCRYPT, digest, function);
    }

    @Override
    public byte[] digest(byte[] secret) {
        return SCrypt.generate(secret, salt, cost, blockSize, parallelization, length);
    }
}
