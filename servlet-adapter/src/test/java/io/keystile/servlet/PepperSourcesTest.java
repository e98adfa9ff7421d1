package io.keystile.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.json.JsonObject;
import io.keystile.json.JsonReader;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.Pepper;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHasher;
import io.keystile.key.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PepperSourcesTest {
    private static final byte[] OLD = "Zq7vN2xW9rT4kLs8bYp3dHc6mGf1jEu5".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEW = "nB5tXe1RwK8zMu3QyC6hVg9LsD2pJf7A".getBytes(StandardCharsets.US_ASCII);
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "OLD",
            Base64.getEncoder().encodeToString(OLD),
            "NEW",
            Base64.getEncoder().encodeToString(NEW),
            "SHORT",
            "c2VjcmV0",
            "TEXT",
            "not/base64!secret");

    private static JsonObject document(String text) {
        return JsonObject.of(JsonReader.read(text, ""), "peppers");
    }

    private static SecretHasher hasher(String peppers) {
        JsonObject document = document("{\n\"peppers\": " + peppers + "}");
        return Objects.requireNonNull(PepperSources.hasher(document, ENVIRONMENT::get));
    }

    @Test
    void newestPepperSignsAndOlderOnesVerify() {
        PresentedKey key = ApiKeyFormat.ofBrand("pk").generate("live", new SecureRandom());
        SecretHasher hasher = hasher("""
            [{"version": 1, "environmentVariable": "OLD"}, {"version": 2, "environmentVariable": "NEW"}]""");

        assertThat(hasher.verify(key, SecretHasher.peppered(Pepper.of(1, OLD)).hash(key)))
                .isEqualTo(Verdict.RIGHT);
        assertThat(SecretHasher.peppered(Pepper.of(2, NEW)).verify(key, hasher.hash(key)))
                .isEqualTo(Verdict.RIGHT);
    }

    @Test
    void aPepperThatOnlyVerifiesSignsNothing() {
        PresentedKey key = ApiKeyFormat.ofBrand("pk").generate("live", new SecureRandom());
        SecretHasher hasher = hasher("""
            [{"version": 1, "environmentVariable": "OLD"},
             {"version": 2, "environmentVariable": "NEW", "verifyOnly": true}]""");

        assertThat(hasher.hash(key).scheme()).isEqualTo("hmac-sha256$v=1");
        assertThat(hasher.canVerify("hmac-sha256$v=2")).isTrue();
    }

    @Test
    void noPepperIsNoHasher() {
        assertThat(PepperSources.hasher(document("{}"), ENVIRONMENT::get)).isNull();
    }

    @Test
    void mistakesAreNamedWithoutTheSecret() {
        assertThatThrownBy(() -> hasher("[{\"version\": 1, \"environmentVariable\": \"NONE\"}]"))
                .hasMessage("line 2, column 51: peppers[0].environmentVariable: there is no such environment variable;"
                        + " write base64 of at least 32 random bytes into it, for example with: openssl rand -base64"
                        + " 32");
        assertThatThrownBy(() -> hasher("[{\"version\": 1, \"environmentVariable\": \"TEXT\"}]"))
                .hasMessageContaining("is not base64")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> hasher("[{\"version\": 1, \"environmentVariable\": \"SHORT\"}]"))
                .hasMessageContaining("at least 32 random bytes");
        assertThatThrownBy(() -> hasher("[{\"version\": 1, \"file\": \"/nowhere/pepper\"}]"))
                .hasMessageContaining("the file cannot be read");
        assertThatThrownBy(() -> hasher("[{\"version\": 1, \"file\": \"x\", \"environmentVariable\": \"OLD\"}]"))
                .hasMessageContaining("either an environment variable or a file");
        assertThatThrownBy(() -> hasher("[{\"version\": 1, \"file\": \"not/base64!secret\\u0000\"}]"))
                .hasMessageContaining("peppers[0].file: write the path of a file")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> hasher("[{\"version\": 1}]"))
                .hasMessageContaining("add the property \"environmentVariable\"");
        assertThatThrownBy(() -> hasher("[]")).isInstanceOf(IllegalArgumentException.class);
        String twice = """
            [{"version": 1, "environmentVariable": "OLD"}, {"version": 1, "environmentVariable": "NEW"}]""";
        assertThatThrownBy(() -> hasher(twice)).isInstanceOf(IllegalArgumentException.class);
    }
}
