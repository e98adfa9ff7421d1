package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RevocationTest {
    private final Site site = new Site();
    private final String key = "/w/acme/keys/" + site.first.record().id() + "/";

    @AfterEach
    void close() {
        site.close();
    }

    /** Returns the message on the page that a revocation leads to. */
    private String revoke(String reason) {
        ConsoleResponse response = site.console.respond(
                TestRequest.post(key + "revoke", "reason", reason).as(TestUsers.MANAGER));
        assertThat(response.status()).as(response.body()).isEqualTo(303);
        String query = Objects.requireNonNull(response.headers().get(0).value()).substring("./".length());
        ConsoleResponse page = site.console.respond(TestRequest.get(key + query).as(TestUsers.MANAGER));
        return Jsoup.parse(page.body()).expectFirst("[role=status]").text();
    }

    @Test
    void theReasonOfASecondRevocationIsNotDroppedInSilence() {
        assertThat(revoke("Leaked")).isEqualTo("The key is revoked. It does not work any more.");
        assertThat(revoke("No longer needed"))
                .isEqualTo("The key was already revoked. Its earlier reason stays; yours was not added.");
        assertThat(site.keystile
                        .keys()
                        .unrestricted()
                        .find(site.first.record().id())
                        .orElseThrow()
                        .revocationReason())
                .isEqualTo("Leaked");
    }
}
