package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultTest {
    private final BrokenStore store = new BrokenStore();
    private final Site site = new Site(store, builder -> {});

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void withoutAStoreEveryPageSaysSo() {
        store.breakDown();
        String key = "/w/acme/keys/" + site.first.record().id() + "/";

        for (String path : new String[] {"/w/acme/", "/w/acme/new", key, key + "revoke"}) {
            ConsoleResponse response =
                    site.console.respond(TestRequest.get(path).as(TestUsers.MANAGER));
            assertThat(response.status()).as(path).isEqualTo(503);
            assertThat(Jsoup.parse(response.body()).expectFirst("h1").text()).isEqualTo("The keys cannot be read now");
            assertThat(response.body()).doesNotContain("db-7");
        }
    }

    @Test
    void aChangeThatCannotBeStoredIsNotCalledDone() {
        store.refuseWrites();
        String key = "/w/acme/keys/" + site.first.record().id() + "/";

        assertThat(site.console
                        .respond(TestRequest.post(key + "revoke", "reason", "Leaked")
                                .as(TestUsers.MANAGER))
                        .status())
                .isEqualTo(503);
        ConsoleResponse issued = site.console.respond(
                TestRequest.post("/w/acme/new", "nonce", "abcdefghijklmnopqrstuv", "name", "n", "environment", "live")
                        .as(TestUsers.MANAGER));
        assertThat(issued.status()).isEqualTo(503);
        assertThat(issued.body()).doesNotContain("pk_live_", "db-7");
    }
}
