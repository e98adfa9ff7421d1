package io.keystile;

import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyFormat;
import io.keystile.key.PresentedKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a key in the library's format, or else in the first of the application's that it is written in. Thread-safe. */
final class KeyFormats {
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeyAuthenticator.class);

    private final ApiKeyFormat own;
    private final List<KeyFormat> others;
    private final OccasionalLog log;

    KeyFormats(ApiKeyFormat own, List<KeyFormat> others, OccasionalLog log) {
        this.own = own;
        this.others = List.copyOf(others);
        this.log = log;
    }

    /** Returns the key in the library's format that begins there, or null if none does. */
    @Nullable
    PresentedKey parse(String text, int from) {
        return own.parse(text, from);
    }

    /** Returns the key in another format that begins there, or null if none does. Never throws. */
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
            } catch (Throwable e) { // also an Error of the format's is no more than a text that it cannot read
                log.warn(LOG, descriptionOf(format, e), null);
                return null;
            }
        }
        return null;
    }

    /** Names classes and a line only: what the exception says may quote the key. */
    private static String descriptionOf(KeyFormat format, Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        return "The key format " + format.getClass().getName() + " failed with "
                + e.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
