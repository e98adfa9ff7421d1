package io.keystile.key;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.BCrypt;
import org.jspecify.annotations.Nullable;

/** bcrypt. The text is {@code $2b$<cost>$<salt><digest>}; {@code $2a$} and {@code $2y$} are the same for ASCII. */
final class Bcrypt implements SlowFunction {
    static final String BOUNDS = "cost 04 to 15";

    /** The bytes that bcrypt uses. Other implementations ignore the rest, and so accept any rest. */
    static final int MAX_SECRET = 72;

    private static final Pattern TEXT =
            Pattern.compile("\\$2[aby]\\$(0[4-9]|1[0-5])\\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})");
    private static final String BCRYPT_BASE64 = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String STANDARD_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int DIGEST_LENGTH = 23;

    private final int cost;
    private final byte[] salt;

    private Bcrypt(int cost, byte[] salt) {
        this.cost = cost;
        this.salt = salt;
    }

    static @Nullable SecretHash read(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        Bcrypt function = new Bcrypt(Integer.parseInt(parts.group(1)), decode(parts.group(2)));
        return SecretHash.slow(text, HashScheme.BCRYPT, decode(parts.group(3)), function);
    }

    private static byte[] decode(String text) {
        StringBuilder standard = new StringBuilder(text.length());
        text.chars().forEach(c -> standard.append(STANDARD_BASE64.charAt(BCRYPT_BASE64.indexOf(c))));
        return Phc.decode(standard.toString());
    }

    @Override
    public byte @Nullable [] digest(byte[] secret) {
        if (secret.length > MAX_SECRET) {
            return null;
        }
        return Arrays.copyOf(BCrypt.generate(secret, salt, cost, true), DIGEST_LENGTH);
    }
}
