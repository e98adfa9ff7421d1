package io.keystile.monitoring.leaks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.re2j.Pattern;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.SeededRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScannerRulesTest {
    private static final List<String> BRANDS = List.of("pk", "a1", "keystile", "x9y8z7", "aaaaaaaaaaaaaaaa");
    private static final List<String> ENVIRONMENTS = List.of("dev", "live", "staging", "t1", "aaaaaaaaaaaa");

    /** Texts around a key; {@code <key>} is its place. */
    static final List<String> CONTEXTS = List.of(
            "<key>",
            "<key>\n",
            "<key>\r\n",
            "export API_KEY=<key>",
            "export API_KEY='<key>'\n",
            "api.key = <key>\n",
            "String key = \"<key>\";",
            "{\"key\":\"<key>\",\"n\":1}",
            "{\"text\":\"the key:\\n<key>\\nkeep it\"}",
            "{\"text\":\"key\\u003d<key>\\u0026n=1\"}",
            "{\\\"key\\\":\\\"<key>\\\"}",
            "apiKey: <key>\nother: 1\n",
            "- <key> # of the build\n",
            "<apiKey><key></apiKey>",
            "https://api.example.com/v1/flows?key=<key>&page=2",
            "https://example.com/login?next=%2Fflows%3Fkey%3D<key>%26page%3D2",
            "https://<key>@api.example.com/",
            "https://user:<key>@api.example.com/",
            "curl -H 'Authorization: Bearer <key>' https://api.example.com/",
            "curl -H X-API-Key:<key> https://api.example.com/",
            "The key is <key>.",
            "(<key>)",
            "`<key>`",
            "_<key>_",
            "**<key>**",
            "a,<key>,b",
            "\u00ab<key>\u00bb");

    private static final ApiKeyFormat FORMAT = ApiKeyFormat.ofBrand("pk");
    private static final String TAIL = "4fQ9zR2LmX7cB1nV8kTdYw3HsJ6gPaE5uKrNoZiMxCv20Wb1yD";

    private final SeededRandom random = new SeededRandom(20);
    private final Scanners scanners = new Scanners(ScannerRules.of(FORMAT));

    /** Texts without a key. */
    static final List<String> NO_KEYS = List.of(
            "",
            "pk_live_",
            "pk_live_" + TAIL.substring(1),
            "pk_live_" + TAIL + "x",
            "pk_live_" + TAIL.substring(0, 44) + "z" + TAIL.substring(45),
            "pk_live_" + TAIL.replace('z', '-'),
            "pk_live_" + "x".repeat(50),
            "pk_live_" + "X".repeat(44) + "000000",
            "pk_live_" + "0".repeat(50),
            "pk__" + TAIL,
            "pk_l_" + TAIL,
            "pk_1ive_" + TAIL,
            "pk_LIVE_" + TAIL,
            "PK_live_" + TAIL,
            "pk_averylongname1_" + TAIL,
            "pk-live-" + TAIL,
            "pklive" + TAIL,
            "spk_live_" + TAIL,
            "2pk_live_" + TAIL,
            "sk_live_" + TAIL,
            "rk_live_" + TAIL,
            "a" + TAIL + "b",
            "xpk_live_" + TAIL + "x",
            "pk_live_51H8sJ2KlMnOpQrStUvWxYzAbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
                    + "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbC",
            "pk_test_TYooMQauvdEDq54NiTphI7jx",
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
            "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzqqgy",
            "glpat-ABCDEFGHIJKLMNOPQRST",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "pk_live_e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "123e4567-e89b-12d3-a456-426614174000",
            "pk_user_id_of_the_workspace_that_the_flow_belongs_to_and_then_some",
            "CONSTRAINT pk_orders PRIMARY KEY (pk_order_id)",
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEApk/live+" + TAIL + "==");

    @Test
    void eachToolFindsTenThousandKeysOfSeveralBrandsAndEnvironments() {
        for (String brand : BRANDS) {
            ApiKeyFormat format = ApiKeyFormat.ofBrand(brand);
            Scanners ofBrand = new Scanners(ScannerRules.of(format));
            for (int i = 0; i < 10_000 / BRANDS.size(); i++) {
                String environment = ENVIRONMENTS.get(i % ENVIRONMENTS.size());
                String key = format.generate(environment, random).reveal();
                String text = CONTEXTS.get(i % CONTEXTS.size()).replace("<key>", key);

                assertThat(ofBrand.find(text).values()).as(text).containsOnly(List.of(key));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("CONTEXTS")
    void aKeyIsFoundInEveryContext(String context) {
        String key = FORMAT.generate("live", random).reveal();

        assertThat(scanners.find(context.replace("<key>", key)).values())
                .hasSize(3)
                .containsOnly(List.of(key));
    }

    @ParameterizedTest
    @FieldSource("NO_KEYS")
    void textWithoutAKeyHasNoHits(String text) {
        String assignment = text.isEmpty() ? text : "key = \"" + text + "\"\n";

        assertThat(scanners.find(text)).allSatisfy(this::assertOnlyPlaceholdersFound);
        assertThat(scanners.find(assignment)).allSatisfy(this::assertOnlyPlaceholdersFound);
    }

    /** TruffleHog reports placeholders too, because not all of its versions support an entropy in a rule. */
    private void assertOnlyPlaceholdersFound(String tool, List<String> found) {
        if (tool.equals("trufflehog")) {
            assertThat(found).allMatch(key -> Scanners.entropy(key) < 2);
        } else {
            assertThat(found).isEmpty();
        }
    }

    @Test
    void theCommonTailOfTheCounterexamplesFormsAKey() {
        assertThat(scanners.find("pk_live_" + TAIL).values()).containsOnly(List.of("pk_live_" + TAIL));
    }

    @Test
    void adjacentKeysAreAllFound() {
        String first = FORMAT.generate("live", random).reveal();
        String second = FORMAT.generate("dev", random).reveal();
        String third = FORMAT.generate("live", random).reveal();
        String text = first + "," + second + "\n" + third;

        Map<String, List<String>> found = scanners.find(text);

        assertThat(found.get("gitleaks")).containsExactly(first, second, third);
        assertThat(found.get("trufflehog")).containsExactly(first, second, third);
    }

    @Test
    void javaFindsTheSameKeysAsRe2() {
        scanners.all().forEach((tool, scanner) -> {
            for (String text : CONTEXTS) {
                String key = FORMAT.generate("live", random).reveal();
                var matcher = java.util.regex.Pattern.compile(scanner.regex().pattern())
                        .matcher(text.replace("<key>", key));

                assertThat(matcher.find()).as(tool + " in " + text).isTrue();
                assertThat(matcher.group(1)).isEqualTo(key);
            }
        });
    }

    @Test
    void theRegexMatchesOnlyWholeKeys() {
        Pattern regex = Pattern.compile(FORMAT.regex());
        for (int i = 0; i < 1_000; i++) {
            String key = FORMAT.generate("live", random).reveal();

            assertThat(regex.matches(key)).isTrue();
            assertThat(regex.matches(key.substring(1))).isFalse();
            assertThat(regex.matches(key + "0")).isFalse();
        }
    }

    @Test
    void rulesForEnvironmentsFindOnlyTheirKeys() {
        Scanners narrowed = new Scanners(ScannerRules.of(FORMAT).forEnvironments("live", "staging"));
        String live = FORMAT.generate("live", random).reveal();
        String staging = FORMAT.generate("staging", random).reveal();
        String dev = FORMAT.generate("dev", random).reveal();

        assertThat(narrowed.find(live + " ; " + dev + " ; " + staging).values()).containsOnly(List.of(live, staging));
        assertThat(narrowed.gitleaks.keywords()).containsExactlyInAnyOrder("pk_live_", "pk_staging_");
        assertThat(narrowed.truffleHog.keywords()).containsExactlyInAnyOrder("pk_live_", "pk_staging_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "LIVE", "live|dev", "a"})
    void anInvalidEnvironmentIsRejected(String environment) {
        ScannerRules rules = ScannerRules.of(FORMAT);

        assertThatThrownBy(() -> rules.forEnvironments(environment)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEmptyListOfEnvironmentsIsRejected() {
        ScannerRules rules = ScannerRules.of(FORMAT);

        assertThatThrownBy(rules::forEnvironments).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theGitleaksFileHasOneCompleteRule() {
        JsonNode rule = Scanners.only(
                Scanners.read(new TomlMapper(), ScannerRules.of(FORMAT).gitleaks())
                        .get("rules"));

        assertThat(rule.get("id").textValue()).isEqualTo("pk-api-key");
        assertThat(rule.get("description").textValue()).isEqualTo("API key that begins with pk_");
        assertThat(rule.get("secretGroup").intValue()).isEqualTo(1);
        assertThat(rule.get("entropy").isFloatingPointNumber()).isTrue();
        assertThat(Scanners.texts(rule.get("keywords"))).containsExactly("pk_");
    }

    @Test
    void theTruffleHogFileHasOneDetectorWithoutVerification() {
        JsonNode detector = Scanners.only(
                Scanners.read(new YAMLMapper(), ScannerRules.of(FORMAT).truffleHog())
                        .get("detectors"));

        assertThat(detector.get("name").textValue()).isEqualTo("pk-api-key");
        assertThat(detector.has("verify")).isFalse();
        assertThat(Scanners.texts(detector.get("keywords"))).containsExactly("pk_");
    }

    @Test
    void theGitHubPatternHasTheFieldsOfTheForm() {
        assertThat(scanners.gitHubFields())
                .containsOnlyKeys(
                        "Pattern name", "Secret format", "Before secret", "After secret", "Secret must not match")
                .containsEntry("Pattern name", "pk-api-key")
                .containsEntry("Secret format", FORMAT.regex());
    }

    @Test
    void theGitHubPatternHasNoSyntaxThatHyperscanLacks() {
        assertThat(scanners.gitHubFields().values())
                .allSatisfy(regex -> assertThat(regex).doesNotContain("(?=", "(?!", "(?<", "(?i", "\\1", "*+", "++"));
    }
}
