package io.keystile;

import io.keystile.key.ApiKeyFormat;
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
    private final OccasionalLog log;

    private KeyFormats(@Nullable ApiKeyFormat own, List<KeyFormat> others, OccasionalLog log) {
        this.own = own;
        this.others = others;
        this.log = log;
    }

    static KeyFormats of(List<KeyFormat> formats, OccasionalLog log) {
        List<KeyFormat> others = new ArrayList<>(formats);
        ApiKeyFormat own = null;
        for (KeyFormat format : formats) {
            if (own == null && format instanceof ApiKeyFormat first) {
                own = first;
                others.remove(format);
            }
        }
        return new KeyFormats(own, List.copyOf(others), log);
    }

    /** Returns the key in the library's format that starts at {@code from}, or null if there is none. */
    @Nullable
    PresentedKey parse(String text, int from) {
        return own == null ? null : own.parse(text, from);
    }

    /** Returns the key in another format that starts at {@code from}, or null if there is none. Never throws. */
    @Nullable
    PresentedKey parseOther(String text, int from) {
        if (others.isEmpty()) {
            return null;
        }
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
