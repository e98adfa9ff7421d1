package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.store.InMemoryApiKeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;

class RotationTest {
    private static final Instant ROTATED = Instant.parse("2026-11-30T08:12:30Z");

    @Test
    void leakedKeyIsSaidToWorkNoMoreAlthoughTheRequestBeganBeforeItsEnd() {
        AtomicInteger seconds = new AtomicInteger(-1);
        try (Site site = new Site(
                new InMemoryApiKeyStore(),
                builder -> builder.clock(() -> ROTATED.plusSeconds(seconds.getAndIncrement())))) {
            assertThat(rotate(site, Duration.ZERO)).contains("The key that it replaces does not work any more.");
        }
    }

    @Test
    void keyWithAnOverlapIsSaidToWorkUntilItsEnd() {
        try (Site site = new Site()) {
            assertThat(rotate(site, Duration.ofHours(1)))
                    .contains("The key that it replaces works until 30 Nov 2026, 09:12 UTC.");
        }
    }

    private static String rotate(Site site, Duration overlap) {
        TestRequest form = TestRequest.post(
                "/w/acme/keys/" + site.first.record().id() + "/rotate",
                "nonce",
                "abcdefghijklmnopqrstuv",
                "overlap",
                overlap.toString());
        return Jsoup.parse(site.console.respond(form.as(TestUsers.MANAGER)).body())
                .expectFirst("[role=note]")
                .text();
    }
}
