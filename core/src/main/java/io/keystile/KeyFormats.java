package io.keystile;

import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyBuffer;
import io.keystile.key.KeyFormat;
import io.keystile.key.PresentedKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parses a key with the library's format first, then with the application's other formats in their order. Thread-safe.
 */
final class KeyFormats {
    private static final Logger LOG = LoggerFactory.getLogger(KeyFormats.class);

    /** Null if the application does not accept keys in the library's format. */
    private final @Nullable ApiKeyFormat own;

    private final List<KeyFormat> others;
    /** How keys of the library's formats start, for example {@code pk_}. */
    private final List<String> prefixes;

    private final OccasionalLog log;

    private KeyFormats(@Nullable ApiKeyFormat own, List<KeyFormat> others, List<String> prefixes, OccasionalLog log) {
        this.own = own;
        this.others = others;
        this.prefixes = prefixes;
        this.log = log;
    }

    static KeyFormats of(List<KeyFormat> formats, OccasionalLog log) {
        List<KeyFormat> others = new ArrayList<>(formats);
        List<String> prefixes = new ArrayList<>();
        ApiKeyFormat own = null;
        for (KeyFormat format : formats) {
            if (format instanceof ApiKeyFormat ofLibrary) {
                prefixes.add(ofLibrary.brand() + "_");
                if (own == null) {
                    own = ofLibrary;
                    others.remove(format);
                }
            }
        }
        return new KeyFormats(own, List.copyOf(others), List.copyOf(prefixes), log);
    }

    /** Parses a key in the library's format that starts at {@code from}; returns whether {@code into} holds it. */
    boolean parse(String text, int from, KeyBuffer into) {
        return own != null && own.parse(text, from, into);
    }

    /** Returns whether the text from {@code from} on starts like a key of the library's formats, in any case. */
    boolean startsLikeKey(String text, int from) {
        return prefixes.stream().anyMatch(prefix -> text.regionMatches(true, from, prefix, 0, prefix.length()));
    }

    /** Returns whether there is another format than the library's. */
    boolean hasOthers() {
        return !others.isEmpty();
    }

    /** Returns the key in another format that starts at {@code from}, or null if there is none. Never throws. */
    @Nullable
    PresentedKey parseOther(String text, int from) {
        String token = text.substring(from);
        for (KeyFormat format : others) {
            try {
                PresentedKey key = format.parse(token);
                if (key != null) {
                    return key;
                }
            } catch (Throwable e) { // not even an Error in a format may do more than make the key malformed
                log.warn(LOG, descriptionOf(format, e), null);
                return null;
            }
        }
        return null;
    }

    /** Describes a failure by class names and source line only, because the exception's message may quote the key. */
    private static String descriptionOf(KeyFormat format, Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        return "The key format " + format.getClass().getName() + " failed with "
                + e.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
