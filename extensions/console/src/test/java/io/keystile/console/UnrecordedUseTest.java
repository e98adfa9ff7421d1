package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.store.InMemoryApiKeyStore;
import java.time.Duration;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A key is called, and its last use is not in the store yet. */
class UnrecordedUseTest {
    private final Site site = new Site();
    private final String key = "/w/acme/keys/" + site.first.record().id() + "/";

    @AfterEach
    void close() {
        site.close();
    }

    private String text(String path) {
        return Jsoup.parse(site.console
                        .respond(TestRequest.get(path).as(TestUsers.MANAGER))
                        .body())
                .text();
    }

    @Test
    void callsOfTodayContradictThatNobodyWouldNotice() {
        assertThat(text(key + "revoke")).contains("Probably nobody", "Today it made 0 calls.");

        site.call(site.first.reveal(), "flows:read");

        assertThat(text(key + "revoke")).contains("Today it made 1 call.").doesNotContain("Probably nobody");
    }

    @Test
    void withoutLastUsesNothingIsSaidOfThem() {
        try (Site without = new Site(new InMemoryApiKeyStore(), ConsoleBuilder::withoutLastUse)) {
            without.clock.pass(Duration.ofDays(2));
            String path = "/w/acme/keys/" + without.first.record().id() + "/";
            for (String page : List.of("/w/acme/", path, path + "rotate", path + "revoke")) {
                Document shown = Jsoup.parse(without.console
                        .respond(TestRequest.get(page).as(TestUsers.MANAGER))
                        .body());
                assertThat(shown.text())
                        .as(page)
                        .contains("nightly export")
                        .doesNotContain("Last used", "Never used", "never used", "Probably nobody", "first used");
                assertThat(shown.select("#untilFirstUse")).isEmpty();
            }
        }
        assertThat(text(key + "rotate")).contains("when the new key is first used");
    }

    @Test
    void keyThatIsCalledIsNotHintedAtAsNeverUsed() {
        site.clock.pass(Duration.ofDays(2));
        assertThat(text(key)).contains("Never used");

        site.call(site.first.reveal(), "flows:read");

        assertThat(text(key)).doesNotContain("Never used");
    }
}
