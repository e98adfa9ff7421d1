package io.keystile.monitoring.leaks;

import static java.util.stream.Collectors.joining;

import io.keystile.key.ApiKeyFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Generates the rules with which secret scanners find an application's keys, each in the format of its tool.
 *
 * <p>The rules find each match of {@link ApiKeyFormat#regex()} that has no letter or digit directly before or after it.
 * Scanners cannot compute the checksum; {@link ApiKeyFormat#parse} checks offline whether a hit has the right one.
 * Immutable and thread-safe.
 */
public final class ScannerRules {
    /**
     * Escape sequences of JSON strings and encoded URLs. They end with a letter or digit, but stand for another
     * character.
     */
    private static final String ESCAPES = "\\\\[nrt]|\\\\u[0-9A-Fa-f]{4}|%[0-9A-Fa-f]{2}";

    /**
     * RE2 has no lookaround. A word boundary consumes no character, so that two keys with only a comma between them are
     * both found. There is none between an underscore and a key, so an underscore, which marks emphasis in Markdown, is
     * matched explicitly.
     */
    private static final String BEFORE = "(?:\\b|_|" + ESCAPES + ")";

    private static final String AFTER = "(?:\\b|_)";

    /**
     * In bits per character: far below the entropy of a random key, far above that of a placeholder such as
     * {@code xxxx}.
     */
    private static final double MIN_ENTROPY = 3.5;

    private final String name;
    private final ApiKeyFormat format;
    private final String keyRegex;
    private final List<String> prefixes;

    private ScannerRules(ApiKeyFormat format, String keyRegex, List<String> prefixes) {
        this.name = format.brand() + "-api-key";
        this.format = format;
        this.keyRegex = keyRegex;
        this.prefixes = prefixes;
    }

    /** Returns rules that find the keys of all environments. */
    public static ScannerRules of(ApiKeyFormat format) {
        return new ScannerRules(format, format.regex(), List.of(format.brand() + "_"));
    }

    /**
     * Returns rules that find only the keys of these environments.
     *
     * @throws IllegalArgumentException if no environment is given, or one is not a valid name
     */
    public ScannerRules forEnvironments(String... environments) {
        List<String> names = List.of(environments);
        List<String> narrowed = names.stream()
                .map(environment -> format.brand() + "_" + environment + "_")
                .toList();
        return new ScannerRules(format, format.regex(names), narrowed);
    }

    /** Returns a rule for Gitleaks 8, in TOML. Add it to {@code .gitleaks.toml}. */
    public String gitleaks() {
        return """
                [[rules]]
                id = "%s"
                description = "API key that begins with %s"
                regex = '''%s'''
                secretGroup = 1
                entropy = %s
                keywords = [%s]
                """.formatted(
                name, prefixList(), regex(), MIN_ENTROPY, quotedPrefixes().collect(joining(", ")));
    }

    /**
     * Returns a custom detector for TruffleHog 3, in YAML. Pass the file with {@code --config}. It has no verification
     * endpoint, because TruffleHog would send every hit to it.
     */
    public String truffleHog() {
        return """
                detectors:
                  - name: %s
                    keywords: [%s]
                    regex:
                      key: '%s'
                """.formatted(name, quotedPrefixes().collect(joining(", ")), regex());
    }

    /**
     * Returns a custom pattern for GitHub's secret scanning, which uses Hyperscan's regular expressions. There is one
     * line per field of the form, with the field's name before the first colon.
     */
    public String gitHubPattern() {
        return """
                Pattern name: %s
                Secret format: %s
                Before secret: \\A|[^0-9A-Za-z]|%s
                After secret: \\z|[^0-9A-Za-z]
                Secret must not match: [xX]{12}|0{12}
                """.formatted(name, keyRegex, ESCAPES);
    }

    private String regex() {
        return BEFORE + "(" + keyRegex + ")" + AFTER;
    }

    private String prefixList() {
        return String.join(" or ", prefixes);
    }

    private Stream<String> quotedPrefixes() {
        return prefixes.stream().map(prefix -> "\"" + prefix + "\"");
    }

    /** Returns the prefixes of the keys that the rules find. */
    @Override
    public String toString() {
        return "ScannerRules[" + prefixList() + "]";
    }
}
