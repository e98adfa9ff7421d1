package io.keystile.console.views;

import java.util.Map;

/** What alerts mean and what to do, in the words of docs/monitoring.md. */
public final class AlertTexts {
    /**
     * What is to be said of a rule.
     *
     * @param title what it suspects
     * @param advice what to do
     * @param lead the word before its threshold in the form
     * @param unit what its threshold counts
     */
    public record Words(String title, String advice, String lead, String unit) {}

    private static final String AT_LEAST = "at least";

    private static final Map<String, Words> RULES = Map.ofEntries(
            Map.entry(
                    "request-rate",
                    new Words(
                            "Far more calls than usual",
                            "Ask the owner. Rotate the key if the calls are not theirs.",
                            AT_LEAST,
                            "times the usual calls of the hour")),
            Map.entry(
                    "new-network",
                    new Words(
                            "Used from a new network",
                            "Compare the network with those that the owner knows. An allowlist rules such use out.",
                            "after",
                            "days of watching a key")),
            Map.entry(
                    "many-networks",
                    new Words(
                            "Used from many networks at once",
                            "Revoke or rotate it. Search for it with the rules for scanners.",
                            AT_LEAST,
                            "networks within an hour")),
            Map.entry(
                    "dormant-key",
                    new Words(
                            "Used after a long silence",
                            "Ask the owner. Revoke keys that are not needed.",
                            "after",
                            "days of silence")),
            Map.entry(
                    "ended-key",
                    new Words("A revoked or expired key is used", "Find the client by its network.", "", "")),
            Map.entry(
                    "wrong-secrets",
                    new Words(
                            "Wrong secrets for the id of a key",
                            "Notify the owner if it is their network.",
                            AT_LEAST,
                            "within 10 minutes")),
            Map.entry(
                    "unknown-ids",
                    new Words(
                            "Many unknown keys from one network",
                            "Nothing: look-ups are limited by address. Block the network if it is a nuisance.",
                            AT_LEAST,
                            "ids within an hour")),
            Map.entry(
                    "denied-key",
                    new Words(
                            "Many calls of a key are refused",
                            "Look at the reasons. Do not grant * because one permission is missing.",
                            AT_LEAST,
                            "calls in an hour")),
            Map.entry(
                    "denied-overall",
                    new Words(
                            "Many calls are refused", "Look at which reason has risen.", AT_LEAST, "calls in an hour")),
            Map.entry(
                    "plaintext-key",
                    new Words(
                            "A key was sent without HTTPS",
                            "Rotate the key. Make the client use https, and configure the proxy not to forward clear"
                                    + " text.",
                            "",
                            "")),
            Map.entry(
                    "leaked-key",
                    new Words("A key was found in public", "Revoke it, unless the leak handler did.", "", "")),
            Map.entry(
                    "alerts-held-back",
                    new Words("Further alerts were held back", "Look at the other alerts of the rule.", "", "")),
            Map.entry(
                    "keys-not-disabled",
                    new Words("Keys were not disabled", "Check the proxy before the keys.", "", "")),
            Map.entry(
                    "decisions-missed",
                    new Words("Calls were not judged", "Configure a larger queue or fewer rules.", "", "")));

    private AlertTexts() {}

    /** Returns the words for a rule; a rule of the application's own has its name. */
    public static Words of(String rule) {
        return RULES.getOrDefault(rule, new Words(rule, "", "threshold", ""));
    }
}
