package io.keystile.key;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The presented key of one call, in memory that later calls use again. It saves the objects of a {@link PresentedKey}
 * for a key that is only looked up and verified. Used by one thread at a time.
 *
 * <p>{@link SecretHasher#takeBuffer} returns an empty buffer, and {@link SecretHasher#giveBack} erases it.
 */
public final class KeyBuffer extends PresentedSecret {
    private final byte[] text = new byte[ApiKeyFormat.LONGEST];
    private final Digester sha256 = Digester.sha256();
    private int length;
    private int environmentStart;
    private int environmentEnd;
    private int secretStart;
    private int secretEnd;
    private long head;
    private long tail;

    /** A key of another format, which is then not in {@link #text}; null if there is none. */
    private @Nullable PresentedKey other;

    /** The id, once it is needed as an object. */
    private @Nullable KeyId id;

    KeyBuffer() {}

    /** Returns whether the buffer holds a key. */
    public boolean isFilled() {
        return length > 0 || other != null;
    }

    /** Fills the buffer with a key that an application's format has parsed. */
    public void fill(PresentedKey key) {
        this.other = key;
        this.id = key.id();
        this.head = id.head();
        this.tail = id.tail();
    }

    /**
     * Copies the text from {@code from} to its end, which are at most {@link ApiKeyFormat#LONGEST} ASCII characters.
     *
     * @return the array that holds them from position 0 on
     */
    @SuppressWarnings("deprecation") // it cuts characters to eight bits, which loses nothing of ASCII
    byte[] copy(String source, int from) {
        source.getBytes(from, source.length(), text, 0);
        return text;
    }

    /** Makes the copied characters the key. */
    void fill(int textLength, int environmentFrom, int environmentTo, int idLength, int secretLength) {
        int idStart = environmentTo + 1;
        this.length = textLength;
        this.environmentStart = environmentFrom;
        this.environmentEnd = environmentTo;
        this.secretStart = idStart + idLength;
        this.secretEnd = secretStart + secretLength;
        this.head = IdWord.of(text, idStart, secretStart);
        this.tail = IdWord.of(text, idStart + IdWord.CHARS, secretStart);
    }

    /** Returns {@link KeyId#head} of the key's id. */
    public long head() {
        return head;
    }

    /** Returns {@link KeyId#tail} of the key's id. */
    public long tail() {
        return tail;
    }

    /** Returns whether the key's id {@linkplain KeyId#isLong is long}. */
    public boolean hasLongId() {
        return IdWord.isTruncated(tail);
    }

    /** Returns the hash code of the key's id. */
    public int hashOfId() {
        return hasLongId() ? id().hashCode() : KeyId.hash(head, tail);
    }

    /** Returns the key's id. */
    public KeyId id() {
        if (id == null) {
            id = KeyId.ofWords(head, tail);
        }
        return id;
    }

    /** Returns the same as {@link PresentedKey#isFor}. */
    public boolean isFor(String environment) {
        return other != null
                ? other.isFor(environment)
                : PresentedKey.isAt(text, environmentStart, environmentEnd, environment);
    }

    /** Returns the key as an object that stays valid. */
    public PresentedKey key() {
        if (other != null) {
            return other;
        }
        byte[] copy = Arrays.copyOf(text, length);
        return new PresentedKey(copy, id(), environmentStart, environmentEnd, secretStart, secretEnd);
    }

    /** Returns the SHA-256 digest of the secret, in an array that the next call overwrites. */
    byte[] sha256OfSecret() {
        return digest(sha256);
    }

    @Override
    byte[] digest(Digester digester) {
        return other != null ? other.digest(digester) : digester.digest(text, secretStart, secretEnd);
    }

    /** Erases the key. */
    void clear() {
        Arrays.fill(text, (byte) 0);
        length = 0;
        other = null;
        id = null;
    }

    /** Returns the id only. */
    @Override
    public String toString() {
        return "KeyBuffer[" + (isFilled() ? id() : "empty") + "]";
    }
}
