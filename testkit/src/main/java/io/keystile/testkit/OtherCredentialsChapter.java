package io.keystile.testkit;

import static io.keystile.testkit.TestKeys.apiKey;
import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.model.ApiKeySettings;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key is optional where the application says so, and Bearer tokens of others are ignored where it says so. */
abstract class OtherCredentialsChapter extends Chapter {
    private static final String EITHER = "/either";
    private static final String JWT =
            bearer("eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiJ1c2VyIn0".repeat(10) + ".c2ln-_bmF0dXJl");

    private final String key = keys.issue("flows:read");

    OtherCredentialsChapter(ContractSites sites) {
        super(sites);
    }

    private static void assertPassedWithoutAKey(Answer answer) {
        assertThat(answer.status()).as(answer.raw()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(ContractApplication.NOBODY);
        assertThat(answer.header("RateLimit")).isEmpty();
        assertThat(answer.header("WWW-Authenticate")).isEmpty();
    }

    @Test
    void requestWithoutAKeyPassesWhereTheKeyIsOptional() {
        assertPassedWithoutAKey(get(EITHER));
        assertPassedWithoutAKey(get(EITHER, "Authorization: Basic dXNlcjpwYXNz", "Cookie: session=1"));
    }

    @Test
    void listenersReceiveNothingForARequestWithoutAKey() {
        direct();
        int before = sites.events();

        get(EITHER);

        assertThat(sites.events()).isEqualTo(before);
    }

    @Test
    void keyThatIsSentIsKnownAndChargedOnce() {
        String limited = keys.issue("two-a-minute", ApiKeySettings.named("test").withPermissions("flows:read"));
        int before = sites.events();

        Answer answer = get(EITHER, bearer(limited));

        assertThat(answer.body()).isEqualTo(keys.idOf(limited).value());
        assertThat(answer.header("RateLimit")).containsExactly("\"per-minute\";r=1;t=60");
        assertThat(sites.events()).isEqualTo(before + 1);
        assertThat(get(EITHER, apiKey(limited)).header("Cache-Control")).containsExactly("private");
        Denials.assertDenial(get(EITHER, bearer(limited)), 429, Denials.QUOTA_EXCEEDED, limited);
    }

    @Test
    void keyThatIsSentMustBeRight() {
        String disabled = keys.issue("flows:read");
        keys.disable(disabled);

        Denials.assertDenial(get(EITHER, bearer(keys.unknown())), 401, "invalid-key");
        Denials.assertDenial(get(EITHER, apiKey(keys.withOtherSecret(key))), 401, "invalid-key");
        Denials.assertDenial(get(EITHER, bearer(disabled)), 401, "key-disabled");
        Denials.assertDenial(get(EITHER, bearer(keys.issue("flows:write"))), 403, "permission-missing");
        Denials.assertDenial(get(EITHER, bearer(key), apiKey(key)), 400, "ambiguous-key");
        Denials.assertDenial(get(EITHER, bearer(key), "Via: 1.1 proxy"), 403, "https-required", key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/either;v=1", "/x/../either", "/%65ither%2f", "/either/x", "/either%00"})
    void keyIsNotOptionalOnAnotherOrAnAmbiguousPath(String path) {
        int before = direct().application().runs();

        Answer answer = get(path);

        assertThat(answer.status()).as(answer.raw()).isNotEqualTo(200);
        assertThat(direct().application().runs()).isEqualTo(before);
    }

    @Test
    void otherBearerTokenIsAMalformedKeyUnlessTheApplicationSaysOtherwise() {
        Denials.assertDenial(get(EITHER, JWT), 401, "invalid-key");
        Denials.assertDenial(get(EITHER, JWT, apiKey(key)), 400, "ambiguous-key", key);
    }

    @Test
    void otherBearerTokenIsIgnoredIfTheApplicationSaysSo() {
        ContractSite site = sites.besideOtherTokens();

        assertPassedWithoutAKey(site.get(EITHER, JWT));
        assertPassedWithoutAKey(site.get(EITHER, bearer("mF_9.B5f-4.1JqM==")));
        Answer noKey = site.get(WHO_AM_I, JWT);
        Denials.assertDenial(noKey, 401, "key-required");
        assertThat(noKey.header("WWW-Authenticate")).hasSize(2);
    }

    @Test
    void otherBearerTokenBesideAKeyIsNotAmbiguous() {
        ContractSite site = sites.besideOtherTokens();

        assertThat(site.get(EITHER, JWT, apiKey(key)).body())
                .isEqualTo(keys.idOf(key).value());
        assertThat(site.get(WHO_AM_I, JWT, apiKey(key)).body()).isEqualTo(keys.idOf(key) + " ApiKey true");
        Denials.assertDenial(site.get(EITHER, JWT, apiKey(keys.unknown())), 401, "invalid-key");
        Denials.assertDenial(site.get(EITHER, JWT, apiKey("malformed")), 401, "invalid-key");
    }

    @Test
    void whatMayBeMeantAsAKeyIsNotIgnored() {
        ContractSite site = sites.besideOtherTokens();

        assertThat(site.get(EITHER, bearer(key)).body())
                .isEqualTo(keys.idOf(key).value());
        for (String mistyped : new String[] {
            key.substring(0, key.length() - 1),
            key.toUpperCase(Locale.ROOT),
            key + "k".repeat(100),
            "\"" + key + "\"",
            ""
        }) {
            Denials.assertDenial(site.get(EITHER, bearer(mistyped)), 401, "invalid-key", key);
        }
        Denials.assertDenial(site.get(EITHER, "Authorization: ApiKey malformed"), 401, "invalid-key");
        Denials.assertDenial(site.get(EITHER, bearer(key), apiKey(key)), 400, "ambiguous-key", key);
        Denials.assertDenial(site.get(EITHER, JWT, bearer(key)), 400, "ambiguous-key", key);
        Denials.assertDenial(site.get(EITHER, JWT + ", Bearer " + key), 400, "ambiguous-key", key);
    }
}
