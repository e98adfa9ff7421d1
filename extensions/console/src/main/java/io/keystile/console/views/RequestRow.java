package io.keystile.console.views;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call of the API. Texts of the client are masked, and not to be trusted.
 *
 * @param at when it was decided
 * @param outcome how it was decided, in words
 * @param style the class of the outcome in the stylesheet
 * @param instance the id of the refusal, which the client was told too; null if the call was granted
 * @param key the key that the call was made with; null if none was verified
 * @param method its method, or null if it is not known
 * @param path its path, or null if it is not known or not kept
 * @param address the client's address as it is kept, or null
 * @param userAgent the program of the client as it names itself, or null
 */
public record RequestRow(
        Instant at,
        String outcome,
        String style,
        @Nullable String instance,
        @Nullable KeyLink key,
        @Nullable String method,
        @Nullable String path,
        @Nullable String address,
        @Nullable String userAgent) {}
