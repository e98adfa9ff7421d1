package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.key.KeyId;
import io.keystile.monitoring.usage.UsageIncrement;
import io.keystile.monitoring.usage.UsageOutcome;
import io.keystile.monitoring.usage.UsagePeriod;
import io.keystile.monitoring.usage.UsageRank;
import io.keystile.monitoring.usage.UsageStore;
import io.keystile.store.InMemoryApiKeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UsagePagesTest {
    private static final Instant NINE = Instant.parse("2026-11-30T09:00:00Z");

    /** A store with calls of two days, which can break. */
    private static final class Stored implements UsageStore {
        private boolean broken;

        @Override
        public void add(Collection<UsageIncrement> increments) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<UsagePeriod> ofKey(KeyId key, Instant from, Instant to) {
            if (broken) {
                throw new IllegalStateException("jdbc:postgresql://db-7.internal is down");
            }
            return List.of(
                            new UsagePeriod(
                                    NINE.minus(Duration.ofHours(30)),
                                    Map.of(UsageOutcome.GRANTED, 5L, UsageOutcome.LIMITED, 7L)),
                            new UsagePeriod(NINE.minus(Duration.ofHours(3)), Map.of(UsageOutcome.GRANTED, 1_000L)),
                            new UsagePeriod(NINE.minus(Duration.ofHours(2)), Map.of(UsageOutcome.GRANTED, 234L)))
                    .stream()
                    .filter(hour -> !hour.start().isBefore(from) && hour.start().isBefore(to))
                    .toList();
        }

        @Override
        public List<UsagePeriod> ofLineage(KeyId origin, Instant from, Instant to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<UsagePeriod> ofWorkspace(String workspace, Instant from, Instant to) {
            return ofKey(KeyId.derivedFrom(workspace), from, to);
        }

        @Override
        public Map<KeyId, List<UsagePeriod>> ofKeys(Collection<KeyId> keys, Instant from, Instant to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<KeyId, Map<UsageOutcome, Long>> totals(Collection<KeyId> keys, Instant from, Instant to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<UsageRank> top(String workspace, UsageOutcome outcome, Instant from, Instant to, int maxKeys) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void deleteBefore(Instant hour) {
            throw new UnsupportedOperationException();
        }
    }

    private final Stored stored = new Stored();
    private final Site site = new Site(new InMemoryApiKeyStore(), builder -> builder.usage(stored));
    private final Site metered = new Site();

    @AfterEach
    void close() {
        site.close();
        metered.close();
    }

    @Test
    void daysAreSummedFromTheHoursOfTheStore() {
        Document page = page(site, key(site) + "usage?by=day");

        assertThat(page.select("tbody tr").eachText())
                .containsExactly("Mon 30 Nov 1,234 0 0 0 0", "Sun 29 Nov 5 0 0 7 0");
        assertThat(page.select("svg.ks-chart g")).hasSize(31);
        assertThat(page.select("svg.ks-chart rect")).hasSize(3);
        assertThat(page.text()).contains("All nodes", "Granted 1,239", "429, over a limit 7");
    }

    @Test
    void hoursAreTakenFromTheStore() {
        Document page = page(site, "/w/acme/usage");

        assertThat(page.select("svg.ks-chart g")).hasSize(48);
        assertThat(page.select("tbody tr").eachText())
                .containsExactly(
                        "Mon 30 Nov, 07:00 234 0 0 0 0",
                        "Mon 30 Nov, 06:00 1,000 0 0 0 0",
                        "Sun 29 Nov, 03:00 5 0 0 7 0");
    }

    @Test
    void minutesAreTakenFromTheMeter() {
        String key = metered.issue("acme", "busy", "flows:read").reveal();
        metered.call(key, "flows:read");
        metered.call(key, "flows:execute");

        Document page = page(metered, "/w/acme/usage?by=minute");

        assertThat(page.select("tbody tr").eachText()).containsExactly("Mon 30 Nov, 08:12 1 0 1 0 0");
        assertThat(page.text()).contains("This node, since it was started.");
    }

    @Test
    void theFileHasEveryPeriod() {
        ConsoleResponse file =
                site.console.respond(TestRequest.get("/w/acme/usage.csv?by=day").as(TestUsers.READER));
        List<String> lines = file.body().lines().toList();

        assertThat(lines).hasSize(32);
        assertThat(lines.get(0)).isEqualTo("start,granted,unauthenticated,forbidden,limited,unavailable");
        assertThat(lines.get(30)).isEqualTo("2026-11-29T00:00:00Z,5,0,0,7,0");
        assertThat(file.headers().toString()).contains("attachment", "text/csv");
    }

    @Test
    void aWorkspaceWithoutCallsHasAPage() {
        assertThat(page(metered, "/w/acme/usage").text()).contains("No calls yet");
    }

    @Test
    void withoutTheStoreThePageSaysSo() {
        stored.broken = true;

        ConsoleResponse response =
                site.console.respond(TestRequest.get("/w/acme/usage").as(TestUsers.READER));

        assertThat(response.status()).isEqualTo(503);
        assertThat(response.body()).contains("The usage cannot be read now").doesNotContain("jdbc", "db-7");
    }

    @Test
    void withoutUsageThereIsNoPageAndNoTab() {
        Console console = Console.builder(
                        site.keystile.keys(), new TestUsers(site.acting.record().id()))
                .environments("live")
                .clock(site.clock)
                .build();

        ConsoleResponse list = console.respond(TestRequest.get("/w/acme/").as(TestUsers.READER));
        ConsoleResponse usage = console.respond(TestRequest.get("/w/acme/usage").as(TestUsers.READER));

        assertThat(Jsoup.parse(list.body()).select("a").eachText()).doesNotContain("Usage");
        assertThat(list.body()).doesNotContain("24 hours");
        assertThat(usage.status()).isEqualTo(404);
    }

    private static String key(Site site) {
        return "/w/acme/keys/" + site.first.record().id() + "/";
    }

    private static Document page(Site site, String path) {
        ConsoleResponse response = site.console.respond(TestRequest.get(path).as(TestUsers.READER));
        assertThat(response.status()).isEqualTo(200);
        return Jsoup.parse(response.body());
    }
}
