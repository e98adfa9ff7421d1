package io.keystile.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.model.KeyPolicy;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.ratelimit.RateLimit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The one form of plans and limits. */
class PlansJsonTest {
    private static final String LIMIT = "{\"name\": \"per-minute\", \"permits\": 5, \"window\": \"PT1M\"}";
    private static final String GOLD = "[{\"name\": \"gold\", \"limits\": [" + LIMIT + "], \"allowlists\": true}]";

    private static Plans read(String text) {
        return PlansJson.readDocument(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void plansAreAListOrAPropertyOfAnObject() {
        Plan gold = Plan.of("gold", RateLimit.perMinute(5)).withAllowlists();

        assertThat(read(GOLD).require("gold")).isEqualTo(gold);
        assertThat(read("{\"brand\": \"pk\", \"plans\": " + GOLD + "}").require("gold"))
                .isEqualTo(gold);
        assertThat(read(GOLD.replace(", \"allowlists\": true", "")).require("gold"))
                .isEqualTo(Plan.of("gold", RateLimit.perMinute(5)));
    }

    @Test
    void aPlanMayHaveAPolicy() {
        KeyPolicy policy = KeyPolicy.NONE
                .withLongestLife(Duration.ofDays(90))
                .withMostLiveKeys(10)
                .withEnvironments("live", "dev")
                .withLongestIdle(Duration.ofDays(30));
        for (KeyPolicy written : List.of(policy, KeyPolicy.NONE, KeyPolicy.NONE.withExpiryRequired())) {
            String json = GOLD.replace("true}]", "true, \"policy\": " + KeyPolicyJson.write(written) + "}]");
            assertThat(read(json).require("gold").policy()).isEqualTo(written);
        }
        assertThat(read(GOLD).require("gold").policy()).isEqualTo(KeyPolicy.NONE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"longestLife": "90d"}    | policy.longestLife: write a duration
                    {"longestLife": "PT0S"}   | policy: A key's longest life is more than zero
                    {"mostLiveKeys": 0}       | policy.mostLiveKeys: write a number from 1 on
                    {"mostLiveKeys": 2147483647} | policy.mostLiveKeys: write a number from 1 on
                    {"environments": []}      | policy.environments: name an environment
                    {"environments": ["X"]}   | policy: An environment has
                    {"longestIdle": "PT1H"}   | policy: The longest idle time is 1 to
                    {"longest": 1}            | policy.longest: this version of the library has no such property
                    """)
    void policyWithAMistakeIsRefused(String policy, String message) {
        assertThatThrownBy(() -> read(GOLD.replace("true}]", "true, \"policy\": " + policy + "}]")))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining(message);
    }

    @Test
    void limitsThatAreWrittenAreReadAgain() {
        List<RateLimit> limits =
                List.of(RateLimit.perMinute(5), RateLimit.of("burst", RateLimit.MAX_PERMITS, Duration.ofDays(366)));

        String json = RateLimitJson.write(limits).toString();

        assertThat(JsonReader.read(json, "").items().stream().map(RateLimitJson::read))
                .containsExactlyElementsOf(limits);
        assertThat(json).startsWith("[{\"name\":\"per-minute\",\"permits\":5,\"window\":\"PT1M\"},");
    }

    @Test
    void formerSpellingOfAWindowIsRefusedWithTheNewOne() {
        assertThatThrownBy(() -> read(GOLD.replace("\"window\": \"PT1M\"", "\"windowSeconds\": 60")))
                .isInstanceOf(JsonException.class)
                .hasMessage("line 1, column 84: [0].limits[0].windowSeconds: this version of the library has no such"
                        + " property; write for example"
                        + " {\"name\": \"per-minute\", \"permits\": 100, \"window\": \"PT1M\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    ``   | 1:1 the text is empty
                    [    | 1:2 the text ends too early
                    {}   | 1:1 add the property "plans", or write the list alone: [{"name": "free",
                    {"plans": null} | 1:11 plans: write a list
                    {"plans": {}} | 1:11 plans: write a list
                    []   | 1:1 write at least one plan, for example [{"name": "free",
                    7    | 1:1 write a list
                    [7]  | 1:2 [0]: write an object like {"name": "free",
                    [{}] | 1:2 [0]: add the property "name", as in {"name": "free",
                    [{"name": "gold"}] | 1:2 [0]: add the property "limits", as in {"name": "free",
                    [{"name": "gold", "limits": []}] | 1:2 [0]: Plan gold has no limit
                    [] [] | 1:4 the text must end here
                    """)
    void anotherFormIsRefused(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(JsonException.class)
                .hasMessageStartingWith(message.replaceFirst("^(\\d+):(\\d+) ", "line $1, column $2: "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "gold"         | 7            | [0].name: write a text
                    "gold"         | "Gold"     | [0]: A plan's name
                    "allowlists"   | "allowlist" | [0].allowlist: this version of the library has no such property
                    true             | "true"     | [0].allowlists: write true or false
                    true             | 1            | [0].allowlists: write true or false
                    true             | null         | [0].allowlists: write true or false
                    5                | "5"        | [0].limits[0].permits: write a whole number
                    5                | 1.5          | [0].limits[0].permits: write a whole number
                    5                | 0            | [0].limits[0]: limit "per-minute" has 0 permits
                    "PT1M"         | 60           | [0].limits[0].window: write a text
                    "PT1M"         | "60"       | [0].limits[0].window: write a duration like "PT1M"
                    "PT1M"         | "soon"     | [0].limits[0].window: write a duration like "PT1M"
                    "PT1M"         | "PT0.5S"   | [0].limits[0]: limit "per-minute" has the window
                    "PT1M"         | "PT1M", "x": 1 | [0].limits[0].x: this version of the library has no such property
                    `, "window": "PT1M"` | `` | [0].limits[0]: add the property "window", as in {"name": "per-minute",
                    "per-minute"   | "per minute" | [0].limits[0]: limit name
                    """)
    void mistakeIsRefusedWithItsPathAndTheRightForm(String good, String bad, String message) {
        assertThat(GOLD).contains(good);

        assertThatThrownBy(() -> read(GOLD.replace(good, bad)))
                .isInstanceOf(JsonException.class)
                .hasMessageMatching("line 1, column \\d+: .*")
                .hasMessageContaining(message);
    }

    @Test
    void namesAreDistinct() {
        String gold = GOLD.substring(1, GOLD.length() - 1);

        assertThatThrownBy(() -> read("[" + gold + ", " + gold + "]"))
                .isInstanceOf(JsonException.class)
                .hasMessageStartingWith("line 1, column 1: Two plans are ");
        assertThatThrownBy(() -> read(GOLD.replace(LIMIT, LIMIT + ", " + LIMIT)))
                .isInstanceOf(JsonException.class)
                .hasMessageStartingWith("line 1, column 2: [0]: Plan gold has at most 8 limits");
    }
}
