package io.keystile.key;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The format of keys that this library issues: {@code <brand>_<environment>_<id><secret><checksum>}, for example
 * {@code pk_live_…}.
 *
 * <ul>
 *   <li>brand: {@code [a-z][a-z0-9]{1,15}}, the same for all keys of an application;
 *   <li>environment: {@code [a-z][a-z0-9]{1,11}}, for example {@code dev}, {@code staging}, {@code live};
 *   <li>id: 12 base62 characters, public;
 *   <li>secret: 32 base62 characters, 190.5 bits from a {@link SecureRandom};
 *   <li>checksum: CRC-32 of all characters before it, as 6 base62 characters. It detects typing errors, missing
 *       characters and edits without a look-up, and lets a secret scanner confirm a match offline. It does not protect
 *       against forgery.
 * </ul>
 *
 * <p>A key is parsed by position from its right end. Immutable and thread-safe.
 */
public final class ApiKeyFormat implements KeyFormat {
    /** The maximum length of a key of any {@link KeyFormat} in characters; the longest key of this format has 80. */
    public static final int MAX_LENGTH = 128;

    static final int ID_LENGTH = 12;
    static final int SECRET_LENGTH = 32;
    private static final int CHECKSUM_LENGTH = 6;
    private static final long GREATEST_CRC = 0xFFFF_FFFFL;
    static final int TAIL_LENGTH = ID_LENGTH + SECRET_LENGTH + CHECKSUM_LENGTH;
    private static final int MIN_ENVIRONMENT_LENGTH = 2;
    private static final int MAX_ENVIRONMENT_LENGTH = 12;
    private static final int MAX_BRAND_LENGTH = 16;

    /** The maximum length of a key of this format. */
    static final int LONGEST = MAX_BRAND_LENGTH + 1 + MAX_ENVIRONMENT_LENGTH + 1 + TAIL_LENGTH;

    private static final Pattern BRAND = Pattern.compile("[a-z][a-z0-9]{1,15}");
    private static final Pattern ENVIRONMENT = Pattern.compile("[a-z][a-z0-9]{1,11}");

    private final String brand;
    private final String prefix;

    private ApiKeyFormat(String brand) {
        this.brand = brand;
        this.prefix = brand + "_";
    }

    /**
     * Returns the format of keys with this brand.
     *
     * @throws IllegalArgumentException if {@code brand} is not 2 to 16 lower-case letters and digits, a letter first
     */
    public static ApiKeyFormat ofBrand(String brand) {
        if (!BRAND.matcher(brand).matches()) {
            throw new IllegalArgumentException(
                    "A brand has 2 to 16 lower-case letters and digits, a letter first, for example \"pk\"; got \""
                            + brand + "\"");
        }
        return new ApiKeyFormat(brand);
    }

    /** Returns the brand, with which each key begins, without the underscore. */
    public String brand() {
        return brand;
    }

    /**
     * Returns {@code environment} if it is a valid environment name.
     *
     * @throws IllegalArgumentException if it is not 2 to 12 lower-case letters and digits, a letter first
     */
    public static String requireEnvironment(String environment) {
        if (!ENVIRONMENT.matcher(environment).matches()) {
            throw new IllegalArgumentException("An environment has 2 to 12 lower-case letters and digits, a letter"
                    + " first, for example \"live\"; got \"" + environment + "\"");
        }
        return environment;
    }

    /**
     * Generates a new key.
     *
     * @param environment the environment of the key, see {@link #requireEnvironment}
     * @param random the source of id and secret. Rejection sampling makes all characters equally likely
     * @throws IllegalArgumentException if the environment is not a valid name
     */
    public PresentedKey generate(String environment, SecureRandom random) {
        requireEnvironment(environment);
        byte[] head = (brand + "_" + environment + "_").getBytes(StandardCharsets.US_ASCII);
        byte[] text = new byte[head.length + TAIL_LENGTH];
        System.arraycopy(head, 0, text, 0, head.length);
        int checksumStart = text.length - CHECKSUM_LENGTH;
        Base62.fillRandom(text, head.length, checksumStart, random);
        Base62.write(crc(text, 0, checksumStart), text, checksumStart, text.length);
        int idStart = head.length;
        int secretStart = idStart + ID_LENGTH;
        KeyId id = KeyId.ofWords(
                IdWord.of(text, idStart, secretStart), IdWord.of(text, idStart + IdWord.CHARS, secretStart));
        return new PresentedKey(text, id, prefix.length(), idStart - 1, secretStart, checksumStart);
    }

    /**
     * Parses a key, without a look-up.
     *
     * @param text any text, of any length
     * @return the key, or null if {@code text} is not a key of this brand with a correct checksum
     */
    @Override
    public @Nullable PresentedKey parse(String text) {
        return parse(text, 0);
    }

    /**
     * Parses the rest of a text, such as a header value, as a key.
     *
     * @param text any text, of any length
     * @param from the position at which the key begins; it must extend to the end of the text
     * @return the key, or null as for {@link #parse(String)}
     * @throws IndexOutOfBoundsException if {@code from} is not within the text
     */
    public @Nullable PresentedKey parse(String text, int from) {
        KeyBuffer buffer = new KeyBuffer();
        return parse(text, from, buffer) ? buffer.key() : null;
    }

    /**
     * Parses the rest of a text like {@link #parse(String, int)} into a buffer. Allocates nothing.
     *
     * @param buffer an empty buffer; if the text is no key, it stays empty
     * @return whether the text is a key, which the buffer then holds
     * @throws IndexOutOfBoundsException if {@code from} is not within the text
     */
    public boolean parse(String text, int from, KeyBuffer buffer) {
        Objects.checkIndex(from, text.length() + 1);
        int idStart = text.length() - TAIL_LENGTH;
        int environmentStart = from + prefix.length();
        int environmentLength = idStart - 1 - environmentStart;
        if (environmentLength < MIN_ENVIRONMENT_LENGTH
                || environmentLength > MAX_ENVIRONMENT_LENGTH
                || !text.startsWith(prefix, from)
                || text.charAt(idStart - 1) != '_'
                || !isEnvironment(text, environmentStart, idStart - 1)
                || !Base62.areDigits(text, idStart, text.length())) {
            return false;
        }
        int length = text.length() - from;
        byte[] bytes = buffer.copy(text, from); // all of it is ASCII
        if (Base62.read(bytes, KeyBuffer.SECRET_END, KeyBuffer.LENGTH)
                != crc(bytes, KeyBuffer.LENGTH - length, KeyBuffer.SECRET_END)) {
            return false;
        }
        buffer.fill(length, prefix.length());
        return true;
    }

    private static boolean isEnvironment(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z';
            boolean digit = c >= '0' && c <= '9';
            if (!letter && !(digit && i > from)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns a regular expression that matches every key of this brand as a whole. It cannot verify the checksum. It
     * has no capturing groups, and uses only syntax that {@code java.util.regex}, RE2 and Hyperscan share.
     */
    public String regex() {
        return regexOf(ENVIRONMENT.pattern());
    }

    /**
     * Returns a regular expression like {@link #regex()} that matches keys of these environments only.
     *
     * @throws IllegalArgumentException if there is no environment, or one is not a valid name
     */
    public String regex(Collection<String> environments) {
        if (environments.isEmpty()) {
            throw new IllegalArgumentException("Give at least one environment, for example \"live\"");
        }
        environments.forEach(ApiKeyFormat::requireEnvironment);
        return regexOf("(?:" + String.join("|", environments) + ")");
    }

    /**
     * Returns the pattern. It limits the first character of the checksum, because the greatest CRC-32 is less than six
     * base62 characters can hold.
     */
    private String regexOf(String environment) {
        byte[] greatest = new byte[CHECKSUM_LENGTH];
        Base62.write(GREATEST_CRC, greatest, 0, CHECKSUM_LENGTH);
        return brand + "_" + environment + "_[0-9A-Za-z]{" + (ID_LENGTH + SECRET_LENGTH) + "}[0-" + (char) greatest[0]
                + "][0-9A-Za-z]{" + (CHECKSUM_LENGTH - 1) + "}";
    }

    private static long crc(byte[] text, int from, int to) {
        CRC32 crc = new CRC32();
        crc.update(text, from, to - from);
        return crc.getValue();
    }

    /** Returns whether the id can be that of a key of this format: 12 base62 characters. */
    public boolean mayHaveId(KeyId id) {
        String text = id.value();
        return text.length() == ID_LENGTH && Base62.areDigits(text, 0, ID_LENGTH);
    }

    /** Returns a description of the format, such as {@code pk_<environment>_<id><secret><checksum>}. */
    @Override
    public String toString() {
        return brand + "_<environment>_<id><secret><checksum>";
    }
}
