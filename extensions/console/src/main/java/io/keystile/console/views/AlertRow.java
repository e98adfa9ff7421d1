package io.keystile.console.views;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An incident in a list.
 *
 * @param words what the rule means and what to do
 * @param severity how urgent it is, in words
 * @param style the class of the severity in the stylesheet
 * @param open whether it goes on
 * @param text what was seen
 * @param key the name or the id of the key, or null
 * @param keyHref the key's page, or null if there is none to see
 * @param claimed whether somebody without the secret has claimed to be the key
 * @param workspace the workspace, where those of all are listed, or null
 * @param network the network, or null
 * @param count how often it was seen
 * @param disabled whether the key was disabled because of it
 */
public record AlertRow(
        AlertTexts.Words words,
        String severity,
        String style,
        boolean open,
        String text,
        @Nullable String key,
        @Nullable String keyHref,
        boolean claimed,
        @Nullable String workspace,
        @Nullable String network,
        Instant firstSeen,
        Instant lastSeen,
        long count,
        boolean disabled) {}
