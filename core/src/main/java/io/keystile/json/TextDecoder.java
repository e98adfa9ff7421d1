package io.keystile.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Decodes JSON texts from UTF-8, or from UTF-16 with a byte order mark, which Windows PowerShell writes. */
final class TextDecoder {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private TextDecoder() {}

    /**
     * Returns the text without a byte order mark; the buffer has an array.
     *
     * @throws JsonException at the first character that is not well-formed
     */
    static CharBuffer decode(byte[] bytes) {
        CharBuffer text = CharBuffer.allocate(bytes.length);
        boolean isDecoded = charsetOf(bytes)
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes), text, true)
                .isUnderflow();
        text.flip();
        if (!isDecoded) {
            throw new JsonException(endOf(text), "this character is not UTF-8; save the text in UTF-8");
        }
        if (text.hasRemaining() && text.get(0) == BYTE_ORDER_MARK) {
            text.get();
        }
        return text;
    }

    private static Charset charsetOf(byte[] bytes) {
        int start = bytes.length < 2 ? 0 : Byte.toUnsignedInt(bytes[0]) << 8 | Byte.toUnsignedInt(bytes[1]);
        return switch (start) {
            case 0xFEFF -> StandardCharsets.UTF_16BE;
            case 0xFFFE -> StandardCharsets.UTF_16LE;
            default -> StandardCharsets.UTF_8;
        };
    }

    private static JsonPlace endOf(CharSequence text) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < text.length(); i++) {
            boolean isLineEnd = text.charAt(i) == '\n';
            line += isLineEnd ? 1 : 0;
            column = isLineEnd ? 1 : column + 1;
        }
        return JsonPlace.start("").at(line, column);
    }
}
