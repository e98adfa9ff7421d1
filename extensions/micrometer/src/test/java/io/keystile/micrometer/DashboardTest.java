package io.keystile.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.keystile.ApiKeyAuthenticator;
import io.keystile.Requirement;
import io.keystile.monitoring.accesslog.AccessLog;
import io.keystile.monitoring.accesslog.AccessLogSettings;
import io.keystile.store.ChangeFeed;
import io.keystile.store.FollowingApiKeyStore;
import io.keystile.store.StoreChange;
import io.keystile.testkit.TestKeys;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Checks that the dashboard and the documentation contain exactly the exported meters. */
class DashboardTest {
    private static final Path DASHBOARD = Path.of("../../docs/grafana-dashboard.json");
    private static final Path DOCUMENTATION = Path.of("../../docs/monitoring.md");
    /** The label that Prometheus adds to every scraped series. */
    private static final String ADDED_BY_PROMETHEUS = "instance";

    private static final Pattern SERIES = Pattern.compile("(keystile_\\w+)(?:\\{([^}]*)})?");
    private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");
    private static final Pattern SAMPLE = Pattern.compile("^(keystile_\\w+)(?:\\{(.*)})? \\S+$", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("(\\w+)(?:=~|=|!=|!~)\"");
    private static final Pattern METER =
            Pattern.compile("^\\| `(keystile\\.[a-z.]+)` \\|([^|]*)\\|", Pattern.MULTILINE);

    private static Stream<MatchResult> find(Pattern pattern, @Nullable String text) {
        return text == null ? Stream.of() : pattern.matcher(text).results();
    }

    private static Set<String> labels(@Nullable String text) {
        return find(LABEL, text).map(label -> label.group(1)).collect(Collectors.toSet());
    }

    /** Returns the names that a registry exports after some calls, each with its labels. */
    private static Map<String, Set<String>> exported() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        TestKeys keys = new TestKeys();
        KeystileMetrics metrics = KeystileMetrics.builder(registry).keyTag(10).build();
        try (FollowingApiKeyStore store = FollowingApiKeyStore.over(keys.store(), new NoChanges());
                ApiKeyAuthenticator authenticator = keys.authenticatorOf(metrics.timed(store))
                        .inlineListener(metrics)
                        .build()) {
            metrics.watch(authenticator);
            metrics.watch(AccessLog.toLogger(AccessLogSettings.standard()));
            authenticator.decide(new TestCall(keys.issue(), Requirement.validKey()));
            authenticator.decide(new TestCall(keys.unknown(), Requirement.validKey()));
            Map<String, Set<String>> names = new TreeMap<>();
            find(SAMPLE, registry.scrape())
                    .forEach(sample -> names.computeIfAbsent(sample.group(1), unused -> new TreeSet<>())
                            .addAll(labels(sample.group(2))));
            return names;
        }
    }

    /** The feed of a node that is the only one. */
    private static final class NoChanges implements ChangeFeed {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public void receive(Consumer<StoreChange> listener) {
            try {
                boolean unused = closed.await(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private static List<String> expressions() throws IOException {
        return new ObjectMapper().readTree(DASHBOARD.toFile()).findValuesAsText("expr");
    }

    @Test
    void everyNameAndLabelOfTheDashboardIsExported() throws IOException {
        Map<String, Set<String>> exported = exported();
        assertThat(expressions()).hasSizeGreaterThan(10).allSatisfy(expression -> {
            Set<String> used = new TreeSet<>();
            Set<String> known = new TreeSet<>(Set.of(ADDED_BY_PROMETHEUS));
            find(SERIES, expression).forEach(series -> {
                assertThat(exported).containsKey(series.group(1));
                known.addAll(exported.getOrDefault(series.group(1), Set.of()));
                used.addAll(labels(series.group(2)));
            });
            find(GROUPING, expression)
                    .forEach(grouping -> used.addAll(List.of(grouping.group(1).split(", "))));
            assertThat(known).containsAll(used);
        });
    }

    @Test
    void dashboardShowsEveryExportedName() throws IOException {
        Set<String> shown = expressions().stream()
                .flatMap(expression -> find(SERIES, expression))
                .map(series -> series.group(1))
                .collect(Collectors.toSet());
        assertThat(shown).isEqualTo(exported().keySet());
    }

    @Test
    void documentationListsEveryMeterWithItsTags() throws IOException {
        Map<String, Set<String>> documented = new TreeMap<>();
        find(METER, Files.readString(DOCUMENTATION))
                .forEach(meter -> documented.put(
                        meter.group(1),
                        find(Pattern.compile("`(\\w+)`"), meter.group(2))
                                .map(tag -> tag.group(1))
                                .collect(Collectors.toSet())));
        Map<String, Set<String>> meters = new TreeMap<>();
        exported()
                .forEach((name, labels) -> meters.put(
                        name.replaceFirst("_total$|_seconds(_sum|_count|_max)?$", "")
                                .replace('_', '.'),
                        labels));
        assertThat(documented).isEqualTo(meters);
    }
}
