package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jsoup.Jsoup;
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
    void keyThatIsCalledIsNotHintedAtAsNeverUsed() {
        site.clock.pass(Duration.ofDays(2));
        assertThat(text(key)).contains("Never used");

        site.call(site.first.reveal(), "flows:read");

        assertThat(text(key)).doesNotContain("Never used");
    }
}
