package io.keystile.monitoring.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.monitoring.alerts.rules.EndedKeyUse;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertSettingsTest {
    @Test
    void settingsAreReadAsTheyWereWritten() {
        AlertSettings settings = AlertSettings.none("acme")
                .withRule("new-network", new AlertSettings.Rule(false, 7))
                .withRule("wrong-secrets", new AlertSettings.Rule(true, 25))
                .withWebhooks(List.of(URI.create("https://a.example/%22?b='c'"), URI.create("https://[2606::1]/x")))
                .withEmails(List.of("o'brien+x@example.com"))
                .saved();
        assertThat(AlertSettings.fromJson("acme", 1, settings.toJson())).isEqualTo(settings);
        assertThat(settings.toJson())
                .startsWith("{\"rules\":{\"new-network\":{\"on\":false,\"threshold\":7},\"wrong-secrets\":");
        AlertSettings none = AlertSettings.none("acme");
        assertThat(AlertSettings.fromJson("acme", 0, none.toJson())).isEqualTo(none);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "{\"rules\":{},\"webhooks\":[]}",
                "{\"rules\":{},\"webhooks\":{},\"emails\":[]}",
                "{\"rules\":{},\"webhooks\":[\"http://a.example\"],\"emails\":[]}",
                "{\"rules\":{\"a\":{\"on\":1,\"threshold\":1}},\"webhooks\":[],\"emails\":[]}",
                "{\"rules\":{\"a\":{\"on\":true,\"threshold\":0}},\"webhooks\":[],\"emails\":[]}",
                "{\"rules\":{\"a\":{\"on\":true,\"threshold\":99999999999}},\"webhooks\":[],\"emails\":[]}",
                "{\"rules\":{\"a\":{\"on\":true}},\"webhooks\":[],\"emails\":[]}"
            })
    void otherTextsAreRefused(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> AlertSettings.fromJson("acme", 1, json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://example.com/a",
                "ftp://example.com/a",
                "https:///a",
                "https:example.com",
                "//example.com",
                "https://user@example.com/",
                "https://user:password@example.com/",
                "https://example.com/#a",
                "https://example.com:0/",
                "https://example.com:70000/",
                "https://127.1/",
                "https://2130706433/",
                "https://0x7f.1/",
                "https://exa mple.com/",
                "https://example.com/ä",
                "https://example.com/a\r\nX: y",
                "https://example.com/a b",
                "javascript:alert(1)",
                "file:///etc/passwd"
            })
    void addressesThatAreNoWebhooksAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AlertSettings.parseWebhook(text));
    }

    @Test
    void webhooksAreKeptAsTheyWereEntered() {
        for (String text :
                List.of("https://example.com", "HTTPS://Example.com:443/a%0D%0A?b=c%23", "https://1.1.1.1/")) {
            assertThat(AlertSettings.parseWebhook(text)).hasToString(text);
        }
        String longest = "https://example.com/" + "x".repeat(AlertSettings.MAX_LENGTH - 20);
        assertThat(AlertSettings.parseWebhook(longest)).hasToString(longest);
        assertThatIllegalArgumentException().isThrownBy(() -> AlertSettings.parseWebhook(longest + "x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "@example.com",
                "a@",
                "a@b@c",
                "a@example.com, b@example.com",
                "a@example.com\r\nBcc: b@example.com",
                "a@example.com\n",
                "Ann <a@example.com>",
                "a b@example.com",
                "\"a\"@example.com",
                "a..b@example.com",
                "a@-example.com",
                "a@example..com",
                "ä@example.com"
            })
    void textsThatAreNoMailAddressesAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AlertSettings.none("acme").withEmails(List.of(text)));
    }

    @Test
    void recipientsAreBoundedAndEachIsTakenOnce() {
        List<String> many = new ArrayList<>(Collections.nCopies(30, "a@example.com"));
        assertThat(AlertSettings.none("acme").withEmails(many).emails()).containsExactly("a@example.com");
        List<String> different =
                IntStream.range(0, 21).mapToObj(i -> "a" + i + "@example.com").toList();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AlertSettings.none("acme").withEmails(different));
    }

    @Test
    void thresholdsOutsideTheOffersBoundsAreMovedIntoThem() {
        AlertOffer offer = AlertOffer.standard().stream()
                .filter(each -> each.rule().equals("wrong-secrets"))
                .findFirst()
                .orElseThrow()
                .within(5, 10, 50);
        AlertSettings none = AlertSettings.none("acme");
        assertThat(offer.effective(none)).isEqualTo(new AlertSettings.Rule(true, 10));
        assertThat(offer.offByDefault().effective(none)).isEqualTo(new AlertSettings.Rule(false, 10));
        assertThat(offer.effective(none.withRule("wrong-secrets", new AlertSettings.Rule(true, 1))))
                .isEqualTo(new AlertSettings.Rule(true, 5));
        assertThat(offer.effective(none.withRule("wrong-secrets", new AlertSettings.Rule(false, 999))))
                .isEqualTo(new AlertSettings.Rule(false, 50));
    }

    @Test
    void everyThresholdOfTheStandardOffersMakesARule() {
        for (AlertOffer offer : AlertOffer.standard()) {
            for (int threshold : List.of(offer.min(), offer.threshold(), offer.max())) {
                assertThat(offer.factory().apply(threshold).name()).isEqualTo(offer.rule());
            }
        }
        assertThatThrownBy(() -> AlertOffer.standard().get(0).within(0, 1, 2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AlertOffer.of("other", unused -> new EndedKeyUse()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
