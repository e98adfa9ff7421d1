package io.keystile.admin;

import io.keystile.model.ApiKeySettings;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Requires that people can trust their eyes when they read a text: that it contains nothing that breaks the line,
 * reorders its neighbors, or is invisible. Such characters are accepted only where a language or an emoji needs them:
 *
 * <ul>
 *   <li>U+200C and U+200D between letters, marks and digits, and U+200D after a mark at the end of a word
 *   <li>U+200D between emoji, and U+FE0E and U+FE0F after them
 *   <li>variation selectors after letters of the scripts that have variants, such as Han and Mongolian
 *   <li>tags in the flag of a region, such as Scotland
 * </ul>
 *
 * <p>Texts are checked where they are given, not where they are read from a store, so that an existing record with such
 * a text can still be used, changed and revoked.
 */
final class ReadableText {
    /** Controls, format controls, separators, the other characters that Unicode calls ignorable, and noncharacters. */
    private static final String HIDDEN = "\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\u034F\\u115F\\u1160\\u17B4\\u17B5"
            + "\\u180B-\\u180F\\u2065\\u3164\\uFE00-\\uFE0F\\uFFA0\\uFFF0-\\uFFF8\\uFFFE\\uFFFF\\uFDD0-\\uFDEF"
            + "\\x{E0000}-\\x{E0FFF}";

    private static final String PICTURE = "\\p{So}\\u2190-\\u21FF\\x{1F000}-\\x{1FAFF}";
    private static final String IN_WORD = "[\\p{L}\\p{M}\\p{N}&&[^" + HIDDEN + "]]";
    private static final String TAG = "[\\x{E0030}-\\x{E0039}\\x{E0061}-\\x{E007A}]";

    /** A visible character with the hidden ones that it may have. The first alternative that matches counts. */
    private static final String UNIT = String.join(
            "|",
            "[0-9#*]\\uFE0F\\u20E3", // a keycap
            "\\x{1F3F4}" + TAG + "{3,6}\\x{E007F}", // the flag of a region
            "[" + PICTURE + "][\\uFE0E\\uFE0F]?(?:\\u200D(?=[" + PICTURE + "]))?",
            "[\\u2200-\\u2BFF\\u203C\\u2049\\u2139\\u3030\\u303D][\\uFE0E\\uFE0F]",
            "[\\p{IsHan}&&\\p{L}][\\uFE00-\\uFE02\\x{E0100}-\\x{E01EF}]",
            "[\\p{IsMyanmar}\\p{IsPhags_Pa}\\p{IsManichaean}]\\uFE00",
            "[\\p{IsMongolian}&&\\p{L}][\\u180B-\\u180F]",
            "[\\p{M}&&[^" + HIDDEN + "]]\\u200D",
            IN_WORD + "[\\u200C\\u200D](?=" + IN_WORD + ")",
            // Arabic and similar signs that are format controls, but visible
            "[\\u0600-\\u0605\\u06DD\\u070F\\u0890\\u0891\\u08E2\\x{110BD}\\x{110CD}]",
            "[^" + HIDDEN + "]");

    private static final Pattern READABLE = Pattern.compile("(?:" + UNIT + ")*+");
    private static final Pattern VISIBLE = Pattern.compile("[^\\s\\p{Z}\\p{M}\\u2800" + HIDDEN + "]");

    private ReadableText() {}

    /**
     * Requires a text with something visible in it, and nothing hidden. Records refuse texts of plain blanks
     * themselves.
     *
     * @param what the subject of the exception's message, which does not contain the text
     * @throws IllegalArgumentException if the text is not readable; the message names the character
     */
    static void require(String what, String text) {
        requireNothingHidden(what, text);
        if (!text.isBlank() && !VISIBLE.matcher(text).find()) {
            throw new IllegalArgumentException(what + " has nothing visible in it");
        }
    }

    /**
     * Requires the texts of a key's settings. Texts that the key already has are allowed to stay.
     *
     * @param before the key's current settings; null for a new key
     */
    static void require(ApiKeySettings settings, @Nullable ApiKeySettings before) {
        if (before == null || !settings.name().equals(before.name())) {
            require("A key's name", settings.name());
        }
        String owner = settings.owner();
        if (owner != null && (before == null || !owner.equals(before.owner()))) {
            require("A key's owner", owner);
        }
        Map<String, String> known = before == null ? Map.of() : before.metadata();
        settings.metadata().forEach((name, value) -> {
            if (!known.containsKey(name)) {
                requireNothingHidden("A name in a key's metadata", name);
            }
            if (!Objects.equals(known.get(name), value)) {
                requireNothingHidden("A value in a key's metadata", value);
            }
        });
    }

    private static void requireNothingHidden(String what, String text) {
        Matcher readable = READABLE.matcher(text);
        if (!readable.matches() && readable.lookingAt()) {
            throw new IllegalArgumentException(what + " contains the character "
                    + String.format(Locale.ROOT, "U+%04X", text.codePointAt(readable.end()))
                    + ", which is invisible, reorders text or breaks lines; remove it");
        }
    }
}
