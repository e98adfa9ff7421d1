package io.keystile.monitoring.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.net.IpAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the alerts of a workspace are set up: which rules watch its keys, from which threshold on, and who is told.
 * Immutable. What the operator does not offer any more stays in the settings, and has no effect; see
 * {@link WorkspaceAlerts}.
 *
 * @param workspace the id of the workspace, 1 to 64 characters
 * @param version the number of times that the settings were saved; 0 if they never were
 * @param rules what was chosen for rules, by their names; a rule that is not named has the operator's standard
 * @param webhooks the addresses to which alerts are posted: {@code https}, without user and fragment, up to
 *     {@value #MAX_LENGTH} characters of ASCII; each once
 * @param emails the addresses to which alerts are mailed; each once
 */
public record AlertSettings(
        String workspace, long version, Map<String, Rule> rules, List<URI> webhooks, List<String> emails) {
    /** The maximum length of an address. */
    public static final int MAX_LENGTH = 500;

    /** The maximum number of webhooks, and of e-mail addresses. */
    public static final int MAX_RECIPIENTS = 20;

    private static final int MAX_WORKSPACE = 64;
    private static final int MAX_RULES = 100;
    private static final int MAX_EMAIL = 254;

    /** No blank, no control character, and nothing that could add a header or a second address to a mail. */
    private static final Pattern EMAIL =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?");

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What was chosen for a rule.
     *
     * @param on whether the rule watches the keys of the workspace
     * @param threshold from when on the rule suspects misuse, at least 1; has no effect on a rule without a threshold
     */
    public record Rule(boolean on, int threshold) {
        /**
         * Checks the threshold.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Rule {
            if (threshold < 1) {
                throw new IllegalArgumentException("A threshold is at least 1");
            }
        }
    }

    /**
     * Checks and copies the values.
     *
     * @throws IllegalArgumentException if one is out of bounds
     */
    public AlertSettings {
        if (workspace.isEmpty() || workspace.length() > MAX_WORKSPACE) {
            throw new IllegalArgumentException("The id of a workspace has 1 to " + MAX_WORKSPACE + " characters");
        }
        if (version < 0) {
            throw new IllegalArgumentException("A version is at least 0; got " + version);
        }
        if (rules.size() > MAX_RULES) {
            throw new IllegalArgumentException("There are at most " + MAX_RULES + " rules");
        }
        rules = Collections.unmodifiableMap(new TreeMap<>(rules));
        webhooks = checked(webhooks, "webhooks", AlertSettings::requireWebhook);
        emails = checked(emails, "e-mail addresses", AlertSettings::requireEmail);
    }

    private static <T> List<T> checked(List<T> addresses, String what, Function<T, T> check) {
        List<T> distinct = addresses.stream().map(check).distinct().toList();
        if (distinct.size() > MAX_RECIPIENTS) {
            throw new IllegalArgumentException("There are at most " + MAX_RECIPIENTS + " " + what);
        }
        return distinct;
    }

    /** Returns the settings of a workspace that has chosen nothing. */
    public static AlertSettings none(String workspace) {
        return new AlertSettings(workspace, 0, Map.of(), List.of(), List.of());
    }

    /**
     * Parses the address of a webhook, as somebody entered it.
     *
     * @throws IllegalArgumentException if it is not allowed; the message is for people
     */
    public static URI parseWebhook(String text) {
        try {
            return requireWebhook(new URI(text));
        } catch (URISyntaxException e) {
            throw wrongWebhook(e);
        }
    }

    private static URI requireWebhook(URI uri) {
        String text = uri.toString();
        if (!"https".equals(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT))
                || !isHost(uri.getHost())
                || uri.getRawUserInfo() != null
                || uri.getRawFragment() != null
                || uri.getPort() == 0
                || uri.getPort() > 65_535
                || text.length() > MAX_LENGTH
                || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw wrongWebhook(null);
        }
        return uri;
    }

    /** Numbers such as 2130706433 are addresses for some resolvers. */
    private static boolean isHost(@Nullable String host) {
        return host != null
                && (IpAddress.tryParsePeer(host) != null
                        || Character.isLetter(host.charAt(host.lastIndexOf('.', host.length() - 2) + 1)));
    }

    private static IllegalArgumentException wrongWebhook(@Nullable Exception cause) {
        return new IllegalArgumentException(
                "The address of a webhook begins with https:// and a host, has up to " + MAX_LENGTH
                        + " characters, and no user, password, #, blank or special character",
                cause);
    }

    /**
     * Returns an e-mail address, as somebody entered it.
     *
     * @throws IllegalArgumentException if it is malformed; the message is for people
     */
    public static String requireEmail(String text) {
        if (text.length() > MAX_EMAIL || !EMAIL.matcher(text).matches() || text.contains("..")) {
            throw new IllegalArgumentException(
                    "An e-mail address is for example alerts@example.com, without a name before it, and has up to "
                            + MAX_EMAIL + " characters");
        }
        return text;
    }

    /** Returns these settings with another choice for a rule. */
    public AlertSettings withRule(String name, Rule rule) {
        Map<String, Rule> changed = new TreeMap<>(rules);
        changed.put(name, rule);
        return new AlertSettings(workspace, version, changed, webhooks, emails);
    }

    /** Returns these settings with other webhooks. */
    public AlertSettings withWebhooks(List<URI> addresses) {
        return new AlertSettings(workspace, version, rules, addresses, emails);
    }

    /** Returns these settings with other e-mail addresses. */
    public AlertSettings withEmails(List<String> addresses) {
        return new AlertSettings(workspace, version, rules, webhooks, addresses);
    }

    /** Returns these settings with the next version, as a store keeps them. */
    public AlertSettings saved() {
        return new AlertSettings(workspace, version + 1, rules, webhooks, emails);
    }

    /** Returns the rules and the recipients as a JSON object, for stores. */
    public String toJson() {
        ObjectNode json = JSON.createObjectNode();
        ObjectNode byName = json.putObject("rules");
        rules.forEach(
                (name, rule) -> byName.putObject(name).put("on", rule.on()).put("threshold", rule.threshold()));
        ArrayNode uris = json.putArray("webhooks");
        webhooks.forEach(uri -> uris.add(uri.toString()));
        ArrayNode addresses = json.putArray("emails");
        emails.forEach(addresses::add);
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A JSON tree of strings and numbers could not be written", e);
        }
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException if it has another form, or a value is out of bounds
     */
    public static AlertSettings fromJson(String workspace, long version, String json) {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The settings are not JSON", e);
        }
        Map<String, Rule> rules = new TreeMap<>();
        root.path("rules").properties().forEach(rule -> rules.put(rule.getKey(), readRule(rule.getValue())));
        return new AlertSettings(
                workspace,
                version,
                rules,
                texts(root, "webhooks").stream()
                        .map(AlertSettings::parseWebhook)
                        .toList(),
                texts(root, "emails"));
    }

    private static Rule readRule(JsonNode rule) {
        if (!rule.path("on").isBoolean() || !rule.path("threshold").canConvertToInt()) {
            throw new IllegalArgumentException("A rule must have \"on\" and \"threshold\"");
        }
        return new Rule(rule.path("on").booleanValue(), rule.path("threshold").intValue());
    }

    private static List<String> texts(JsonNode root, String name) {
        if (!root.path(name).isArray()) {
            throw new IllegalArgumentException("The settings must have a list \"" + name + "\"");
        }
        List<String> texts = new ArrayList<>();
        root.path(name).forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
