package io.keystile.console.views;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the alerts of a workspace are set up.
 *
 * @param workspace the id of the workspace
 * @param version the version that the user has seen
 * @param rules the rules that are offered
 * @param webhooks what is entered, one address to a line; null if there are none here
 * @param emails what is entered, one address to a line; null if there are none here
 * @param max how many of each there may be
 * @param secrets the secrets of the webhooks that are stored
 * @param problem what is wrong with the form, or null
 * @param conflict what differs, if it was changed since the user opened the form; else empty
 * @param results what a test has shown; null if none was sent
 */
public record AlertSettingsPage(
        String workspace,
        String version,
        List<Rule> rules,
        @Nullable String webhooks,
        @Nullable String emails,
        int max,
        List<Secret> secrets,
        @Nullable String problem,
        List<Difference> conflict,
        @Nullable List<Result> results) {

    /**
     * A rule of the form.
     *
     * @param name the name of the rule
     * @param words what it means
     * @param threshold what is entered; null if there is nothing to choose
     */
    public record Rule(
            String name,
            AlertTexts.Words words,
            boolean on,
            @Nullable String threshold,
            int min,
            int max) {}

    /** The secret with which messages to a webhook are signed. */
    public record Secret(String webhook, String secret) {}

    /** Whether a recipient got a test. */
    public record Result(String recipient, boolean delivered, String text) {}
}
