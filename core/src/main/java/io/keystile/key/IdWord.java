package io.keystile.key;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Holds up to eight ASCII characters in a 64-bit word: the first in the lowest byte, and zeros after the last. The
 * highest bit, which no ASCII character needs, is set if the text has more characters.
 */
final class IdWord {
    /** The number of characters that one word holds. */
    static final int CHARS = Long.BYTES;

    private static final long TRUNCATED = 1L << (Long.SIZE - 1);
    private static final int ASCII = 0x7f;
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private IdWord() {}

    /** Returns a word that holds the first characters of {@code text[from..to)}; 0 if there are none. */
    static long of(byte[] text, int from, int to) {
        if (to - from >= CHARS) {
            long word = (long) WORDS.get(text, from);
            return to - from > CHARS ? word | TRUNCATED : word;
        }
        long word = 0;
        for (int i = to - 1; i >= from; i--) {
            word = word << Byte.SIZE | text[i];
        }
        return word;
    }

    /** Returns whether the text has more characters than the word holds. */
    static boolean isTruncated(long word) {
        return word < 0;
    }

    /** Returns the characters that two words hold. */
    static String read(long head, long tail) {
        byte[] text = new byte[2 * CHARS];
        int length = read(tail, text, read(head, text, 0));
        return new String(text, 0, length, StandardCharsets.US_ASCII);
    }

    /** Copies the characters of a word to {@code text[from..]}, and returns the index after the last. */
    private static int read(long word, byte[] text, int from) {
        int end = from;
        for (long rest = word & ~TRUNCATED; rest != 0; rest >>>= Byte.SIZE) {
            text[end++] = (byte) (rest & ASCII);
        }
        return end;
    }

    /** Compares the characters that the words hold, in the order of their texts. */
    static int compare(long one, long other) {
        return Long.compare(Long.reverseBytes(one & ~TRUNCATED), Long.reverseBytes(other & ~TRUNCATED));
    }
}
