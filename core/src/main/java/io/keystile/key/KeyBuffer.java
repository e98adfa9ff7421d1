package io.keystile.key;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The presented key of one call, in memory that later calls use again. It saves the objects of a {@link PresentedKey}
 * for a key that is only looked up and verified. Used by one thread at a time.
 *
 * <p>{@link SecretHasher#takeBuffer} returns an empty buffer, and {@link SecretHasher#giveBack} erases it.
 */
public final class KeyBuffer extends PresentedSecret {
    static final int LENGTH = ApiKeyFormat.LONGEST;
    static final int ID_START = LENGTH - ApiKeyFormat.TAIL_LENGTH;
    static final int SECRET_START = ID_START + ApiKeyFormat.ID_LENGTH;
    static final int SECRET_END = SECRET_START + ApiKeyFormat.SECRET_LENGTH;

    /** Whole words that hold at least the secret and the checksum. */
    private static final int ERASED_LENGTH = (LENGTH - SECRET_START + Long.BYTES - 1) / Long.BYTES * Long.BYTES;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** Holds a key of {@link ApiKeyFormat}, which ends at the end of the array, so that its parts have fixed places. */
    private final transient byte[] text = new byte[LENGTH];

    /** Created at the first digest. */
    private @Nullable Digester sha256;

    private int environmentStart;

    @SuppressWarnings("UnusedVariable") // see keep
    private long kept;

    private int length;
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
     * Copies the text from {@code from} on, at most {@link #LENGTH} ASCII characters.
     *
     * @return the array at whose end they are
     */
    @SuppressWarnings("deprecation") // it cuts characters to eight bits, which loses nothing of ASCII
    byte[] copy(String source, int from) {
        source.getBytes(from, source.length(), text, LENGTH - (source.length() - from));
        return text;
    }

    /** Makes the last characters of the array the key. */
    void fill(int keyLength, int prefixLength) {
        other = null;
        id = null;
        length = keyLength;
        environmentStart = LENGTH - keyLength + prefixLength;
        head = IdWord.of(text, ID_START, SECRET_START);
        tail = IdWord.of(text, ID_START + IdWord.CHARS, SECRET_START);
    }

    /** Keeps a number that nothing uses, so that the compiler does not remove the reads that it is made of. */
    public void keep(long number) {
        kept = number;
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

    /**
     * Returns the key's id.
     *
     * @throws IllegalStateException if the buffer is empty
     */
    public KeyId id() {
        if (!isFilled()) {
            throw new IllegalStateException("The buffer holds no key");
        }
        if (id == null) {
            id = KeyId.ofWords(head, tail);
        }
        return id;
    }

    /** Returns the same as {@link PresentedKey#isFor}. */
    public boolean isFor(String environment) {
        return other != null
                ? other.isFor(environment)
                : PresentedKey.isAt(text, environmentStart, ID_START - 1, environment);
    }

    /**
     * Returns the key as an object that stays valid.
     *
     * @throws IllegalStateException if the buffer is empty
     */
    public PresentedKey key() {
        if (other != null) {
            return other;
        }
        KeyId ofKey = id();
        int start = LENGTH - length;
        byte[] copy = Arrays.copyOfRange(text, start, LENGTH);
        return new PresentedKey(
                copy, ofKey, environmentStart - start, ID_START - 1 - start, SECRET_START - start, SECRET_END - start);
    }

    /** Returns the SHA-256 digest of the secret, in an array that the next call overwrites. */
    byte[] sha256OfSecret() {
        if (sha256 == null) {
            sha256 = Digester.sha256();
        }
        return digest(sha256);
    }

    @Override
    byte[] digest(Digester digester) {
        return other != null ? other.digest(digester) : digester.digest(text, SECRET_START, SECRET_END);
    }

    /** Erases the last words, which hold the secret and the checksum, and what the digester holds of the secret. */
    void clear() {
        for (int i = LENGTH - ERASED_LENGTH; i < LENGTH; i += Long.BYTES) {
            WORDS.set(text, i, 0L);
        }
        if (sha256 != null) {
            sha256.reset();
        }
        length = 0;
        head = 0;
        tail = 0;
        other = null;
        id = null;
    }

    /** Returns the id only. */
    @Override
    public String toString() {
        return "KeyBuffer[" + (isFilled() ? id() : "empty") + "]";
    }
}
