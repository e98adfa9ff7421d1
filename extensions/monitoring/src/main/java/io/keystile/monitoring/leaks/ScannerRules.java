package io.keystile.monitoring.leaks;

import static java.util.stream.Collectors.joining;

import io.keystile.key.ApiKeyFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rules by which secret scanners find an application's keys, each as a text in its tool's own format.
 *
 * <p>They find whatever {@link ApiKeyFormat#regex()} matches, with no letter or digit right before or after it. The tools
 * cannot compute the checksum; {@link ApiKeyFormat#parse} tells offline whether a hit has a right one. Immutable and
 * thread-safe.
 */
public final class ScannerRules {
    /** What ends like a letter or digit but stands for another character: of a JSON string, of an encoded URL. */
    private static final String ESCAPES = "\\\\[nrt]|\\\\u[0-9A-Fa-f]{4}|%[0-9A-Fa-f]{2}";

    /**
     * RE2 has no lookaround. A boundary takes up no character, so that of two keys with one comma between them both are
     * found; an underscore is no boundary, and frames a key in Markdown.
     */
    private static final String BEFORE = "(?:\\b|_|" + ESCAPES + ")";

    private static final String AFTER = "(?:\\b|_)";

    /** In bits per character: far below any random key, far above a row of x. */
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

    /** Returns rules for the keys of all environments. */
    public static ScannerRules of(ApiKeyFormat format) {
        return new ScannerRules(format, format.regex(), List.of(format.brand() + "_"));
    }

    /**
     * Returns rules for the keys of these environments only.
     *
     * @throws IllegalArgumentException if there is none, or one that cannot stand in a key
     */
    public ScannerRules forEnvironments(String... environments) {
        List<String> names = List.of(environments);
        List<String> narrowed = names.stream()
                .map(environment -> format.brand() + "_" + environment + "_")
                .toList();
        return new ScannerRules(format, format.regex(names), narrowed);
    }

    /** Returns a rule for Gitleaks 8, in TOML: add it to {@code .gitleaks.toml}. */
    public String gitleaks() {
        return """
                [[rules]]
                id = "%s"
                description = "API key that begins with %s"
                regex = '''%s'''
                secretGroup = 1
                entropy = %s
                keywords = [%s]
                """.formatted(name, prefixList(), regex(), MIN_ENTROPY, quoted().collect(joining(", ")));
    }

    /**
     * Returns a custom detector for TruffleHog 3, in YAML: give it as {@code --config}. It names no endpoint to verify a
     * hit, because that would send each hit, key or not, to somebody.
     */
    public String truffleHog() {
        return """
                detectors:
                  - name: %s
                    keywords: [%s]
                    regex:
                      key: '%s'
                """.formatted(name, quoted().collect(joining(", ")), regex());
    }

    /**
     * Returns a custom pattern for GitHub's secret scanning, whose regular expressions are Hyperscan's: a line for each
     * field of the form, with the field's name before the first colon.
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

    private Stream<String> quoted() {
        return prefixes.stream().map(prefix -> "\"" + prefix + "\"");
    }

    /** Returns what the rules find, for people. */
    @Override
    public String toString() {
        return "ScannerRules[" + prefixList() + "]";
    }
}
