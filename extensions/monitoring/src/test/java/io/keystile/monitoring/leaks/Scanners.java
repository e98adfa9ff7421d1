package io.keystile.monitoring.leaks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Models the three tools as far as their rules go: each reads its rule and finds keys in a text. */
final class Scanners {
    private final ScannerRules rules;
    final Scanner gitleaks;
    final Scanner truffleHog;
    final Scanner gitHub;

    Scanners(ScannerRules rules) {
        this.rules = rules;
        this.gitleaks = gitleaks(rules);
        this.truffleHog = truffleHog(rules);
        this.gitHub = gitHub(gitHubFields());
    }

    /** Returns the keys that each tool finds, by the name of the tool. */
    Map<String, List<String>> find(String text) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        all().forEach((tool, scanner) -> found.put(tool, scanner.find(text)));
        return found;
    }

    Map<String, Scanner> all() {
        return Map.of("gitleaks", gitleaks, "trufflehog", truffleHog, "github", gitHub);
    }

    /**
     * One tool with its rule.
     *
     * @param regex finds the key in its first group
     * @param keywords the tool skips texts that contain none of them, ignoring case
     * @param minEntropy the entropy that a key must exceed, in bits per character
     * @param exclusion a regular expression that must not match within a key, or null
     */
    record Scanner(
            Pattern regex,
            Set<String> keywords,
            double minEntropy,
            @Nullable String exclusion) {
        List<String> find(String text) {
            List<String> found = new ArrayList<>();
            if (keywords.stream()
                    .noneMatch(word -> text.toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT)))) {
                return found;
            }
            Matcher matcher = regex.matcher(text);
            while (matcher.find()) {
                String key = matcher.group(1);
                boolean excluded = exclusion != null
                        && Pattern.compile(exclusion).matcher(key).find();
                if (entropy(key) > minEntropy && !excluded) {
                    found.add(key);
                }
            }
            return found;
        }
    }

    private static Scanner gitleaks(ScannerRules rules) {
        JsonNode rule = only(read(new TomlMapper(), rules.gitleaks()).get("rules"));
        return new Scanner(
                Pattern.compile(rule.get("regex").textValue()),
                texts(rule.get("keywords")),
                rule.get("entropy").doubleValue(),
                null);
    }

    private static Scanner truffleHog(ScannerRules rules) {
        JsonNode detector = only(read(new YAMLMapper(), rules.truffleHog()).get("detectors"));
        String regex = only(detector.get("regex")).textValue();
        return new Scanner(Pattern.compile(regex), texts(detector.get("keywords")), 0, null);
    }

    private static Scanner gitHub(Map<String, String> fields) {
        String regex = "(?:" + fields.get("Before secret") + ")(" + fields.get("Secret format") + ")(?:"
                + fields.get("After secret") + ")";
        return new Scanner(Pattern.compile(regex), Set.of(""), 0, fields.get("Secret must not match"));
    }

    Map<String, String> gitHubFields() {
        return rules.gitHubPattern()
                .lines()
                .map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(field -> field[0], field -> field[1]));
    }

    static JsonNode read(ObjectMapper mapper, String text) {
        try {
            return mapper.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    static JsonNode only(JsonNode nodes) {
        if (nodes.size() != 1) {
            throw new AssertionError("expected one element: " + nodes);
        }
        return nodes.iterator().next();
    }

    static Set<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::textValue)
                .collect(Collectors.toSet());
    }

    /** Returns the Shannon entropy, in bits per character. */
    static double entropy(String text) {
        Map<Integer, Long> counts = text.chars().boxed().collect(Collectors.groupingBy(c -> c, Collectors.counting()));
        return counts.values().stream()
                .mapToDouble(count -> (double) count / text.length())
                .map(share -> -share * Math.log(share) / Math.log(2))
                .sum();
    }
}
