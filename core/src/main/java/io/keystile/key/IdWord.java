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

    /** Returns the characters that the word holds. */
    static String read(long word) {
        byte[] text = new byte[CHARS];
        int length = 0;
        for (long rest = word & ~TRUNCATED; rest != 0; rest >>>= Byte.SIZE) {
            text[length++] = (byte) (rest & ASCII);
        }
        return new String(text, 0, length, StandardCharsets.US_ASCII);
    }
}
