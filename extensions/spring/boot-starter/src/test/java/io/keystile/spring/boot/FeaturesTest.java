package io.keystile.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Keystile;
import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.admin.ExpiryReminder;
import io.keystile.console.ConsoleUser;
import io.keystile.console.ConsoleUsers;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Plan;
import io.keystile.model.PlanSource;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.monitoring.accesslog.AccessLog;
import io.keystile.monitoring.alerts.AlertMonitor;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ForwardingApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreException;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.Filter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.DefaultMockMvcBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** What the starter adds by itself, and what properties add. */
class FeaturesTest {
    /** Administers keys, and fails as ApiKeys fails, or the application. */
    @Configuration(proxyBeanMethods = false)
    @EnableWebMvc
    @RestController
    static class Application {
        private final ApiKeys keys;

        Application(ApiKeys keys) {
            this.keys = keys;
        }

        @GetMapping("/try/{what}")
        String attempt(@PathVariable String what) {
            Actor operator = Actor.system("test");
            switch (what) {
                case "unknown-plan" -> keys.createWorkspace(operator, WorkspaceRecord.of("b", "gold"));
                case "taken" -> keys.createWorkspace(operator, WorkspaceRecord.of("acme", "free"));
                case "other-workspace" ->
                    keys.issue(
                            Actor.member("ada", "b", io.keystile.model.PermissionSet.NONE),
                            "acme",
                            "live",
                            ApiKeySettings.named("x"));
                case "stale" -> {
                    WorkspaceRecord read =
                            keys.unrestricted().findWorkspace("acme").orElseThrow();
                    keys.updateWorkspace(operator, read.withPlan("pro"));
                    keys.updateWorkspace(operator, read.withPlan("enterprise"));
                }
                case "store" -> throw new StoreException("the password is secret", null);
                case "own-argument" -> throw new IllegalArgumentException("own");
                case "own-state" -> throw new IllegalStateException("own");
                default -> throw new NoSuchElementException("no such key");
            }
            return "done";
        }
    }

    private static String issue(AssertableWebApplicationContext context) {
        return context.getBean(ApiKeys.class)
                .createWorkspace(
                        Actor.system("test"),
                        WorkspaceRecord.of("acme", "free"),
                        "live",
                        ApiKeySettings.named("test").withPermissions("flows:read"))
                .reveal();
    }

    /** Returns the application with its registered filters, in their order. */
    private static MockMvc mvc(AssertableWebApplicationContext context) {
        DefaultMockMvcBuilder builder = MockMvcBuilders.webAppContextSetup(context);
        List<FilterRegistrationBean<?>> filters = new ArrayList<>();
        context.getBeansOfType(FilterRegistrationBean.class).values().forEach(filters::add);
        filters.sort(Comparator.comparingInt(FilterRegistrationBean::getOrder));
        filters.forEach(registration -> builder.addFilters(Objects.requireNonNull((Filter) registration.getFilter())));
        return builder.build();
    }

    private static MockHttpServletResponse call(MockMvc mvc, MockHttpServletRequestBuilder request) throws Exception {
        return mvc.perform(request).andReturn().getResponse();
    }

    @ParameterizedTest
    @CsvSource({
        "unknown-plan, 400, gold",
        "taken, 409, acme",
        "other-workspace, 403, workspace b only",
        "stale, 409, has changed since",
        "store, 503, Try again later"
    })
    void refusedAdministrationIsAProblem(String what, int status, String detail) {
        Contexts.valid().withUserConfiguration(Application.class).run(context -> {
            MockHttpServletResponse response = call(
                    mvc(context), MockMvcRequestBuilders.get("/try/" + what).header("X-API-Key", issue(context)));

            assertThat(response.getStatus()).isEqualTo(status);
            assertThat(response.getContentType()).isEqualTo("application/problem+json");
            assertThat(response.getContentAsString()).contains(detail).doesNotContain("secret");
        });
    }

    @ParameterizedTest
    @CsvSource({"own-argument", "own-state", "absent"})
    void otherExceptionsAreTheApplications(String what) {
        Contexts.valid().withUserConfiguration(Application.class).run(context -> {
            String key = issue(context);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> call(
                            mvc(context),
                            MockMvcRequestBuilders.get("/try/" + what).header("X-API-Key", key))))
                    .hasRootCauseInstanceOf(RuntimeException.class);
        });
    }

    @Test
    void pagesOfAllowedOriginsCanReadDenials() {
        Contexts.valid()
                .withUserConfiguration(Application.class)
                .withPropertyValues("keystile.cors.allowed-origins=https://app.example.com")
                .run(context -> {
                    MockHttpServletResponse denied = call(
                            mvc(context),
                            MockMvcRequestBuilders.get("/try/x").header("Origin", "https://app.example.com"));
                    assertThat(denied.getStatus()).isEqualTo(401);
                    assertThat(denied.getHeader("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
                    assertThat(denied.getHeader("Access-Control-Expose-Headers"))
                            .isEqualTo("RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate");

                    MockHttpServletResponse preflight = call(
                            mvc(context),
                            MockMvcRequestBuilders.options("/try/x")
                                    .header("Origin", "https://app.example.com")
                                    .header("Access-Control-Request-Method", "GET")
                                    .header("Access-Control-Request-Headers", "X-API-Key"));
                    assertThat(preflight.getStatus()).isEqualTo(200);
                    assertThat(preflight.getHeader("Access-Control-Allow-Headers"))
                            .isEqualTo("X-API-Key");
                });
    }

    @Test
    void corsIsForProtectedPathsAlsoIfOriginsAreAList() {
        Contexts.valid()
                .withUserConfiguration(Application.class)
                .withPropertyValues(
                        "keystile.cors.allowed-origins[0]=https://app.example.com", "keystile.protected-paths=/api/**")
                .run(context -> {
                    MockMvc mvc = mvc(context);

                    assertThat(call(mvc, MockMvcRequestBuilders.get("/api/x").header("Origin", "https://other.example"))
                                    .getStatus())
                            .isEqualTo(403);
                    // The form of a page, whose origin differs from what the server sees behind a proxy.
                    assertThat(call(
                                            mvc,
                                            MockMvcRequestBuilders.get("/nothing")
                                                    .header("Origin", "https://other.example"))
                                    .getStatus())
                            .isEqualTo(404);
                });
    }

    private static Collection<String> mappings(AssertableWebApplicationContext context, String servlet) {
        ServletRegistrationBean<?> registration = context.getBean(servlet, ServletRegistrationBean.class);
        return registration.getUrlMappings();
    }

    @Test
    void consoleIsWhereThePropertySaysAndOpenForTheLogIn() {
        ConsoleUsers users = request -> Optional.of(ConsoleUser.managing(Actor.system("ada")));
        Contexts.valid()
                .withUserConfiguration(Application.class)
                .withBean(ConsoleUsers.class, () -> users)
                .withPropertyValues(
                        "keystile.console.path=/settings/api-keys",
                        "keystile.console.api-path=/settings/api",
                        "keystile.console.permissions[0].permission=flows:read",
                        "keystile.console.permissions[0].label=See flows")
                .run(context -> {
                    assertThat(mappings(context, "keystileConsoleServlet")).containsExactly("/settings/api-keys/*");
                    assertThat(mappings(context, "keystileAdminApi")).containsExactly("/settings/api/*");
                    assertThat(call(mvc(context), MockMvcRequestBuilders.get("/settings/api-keys/keys"))
                                    .getStatus())
                            .isEqualTo(404); // passed the filter; MockMvc has no servlets
                });
    }

    @ParameterizedTest
    @CsvSource({
        "keystile.console.path=/,keystile.console.path",
        "keystile.console.path=keys,keystile.console.path",
        "keystile.console.trusted-origins=x,keystile.console.trusted-origins[0]",
        "keystile.console.permissions[0].label=x,keystile.console.permissions[0].permission",
        "keystile.console.permissions[0].permission=x,keystile.console.permissions[0].label"
    })
    void messageNamesThePropertyOfTheConsole(String property, String named) {
        ConsoleUsers users = request -> Optional.empty();
        Contexts.valid()
                .withBean(ConsoleUsers.class, () -> users)
                .withPropertyValues("keystile.console.path=/keys", property)
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith("The property " + named + " "));
    }

    @Test
    void decisionsAreMeteredAndObserved() {
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(context -> true);
        Contexts.valid()
                .withUserConfiguration(Application.class)
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withBean(ObservationRegistry.class, () -> observations)
                .run(context -> {
                    String key = issue(context);
                    MockMvc mvc = mvc(context);
                    Observation request = Observation.start("http", observations);
                    request.scopedChecked(() -> {
                        call(mvc, MockMvcRequestBuilders.get("/try/taken").header("X-API-Key", key));
                    });

                    MeterRegistry meters = context.getBean(MeterRegistry.class);
                    assertThat(meters.get("keystile.decisions")
                                    .tag("outcome", "granted")
                                    .counter()
                                    .count())
                            .isEqualTo(1);
                    assertThat(meters.get("keystile.store.duration")
                                    .tag("operation", "find")
                                    .timers())
                            .isNotEmpty();
                    assertThat(meters.find("keystile.cache.keys").gauges()).isNotEmpty();
                    assertThat(request.getContextView().getHighCardinalityKeyValues())
                            .contains(KeyValue.of("keystile.workspace", "acme"));
                });
    }

    @Test
    void metersCanBeSwitchedOff() {
        Contexts.valid()
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues("keystile.metrics.enabled=false")
                .run(context -> assertThat(context.getBean(MeterRegistry.class)
                                .find("keystile.decisions")
                                .meters())
                        .isEmpty());
        Contexts.valid()
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues("keystile.metrics.key-tag=10001")
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith("The property keystile.metrics.key-tag is not accepted"));
    }

    /** A store that can be taken away. */
    private static final class Breakable extends ForwardingApiKeyStore {
        private final ApiKeyStore store = new InMemoryApiKeyStore();
        private volatile boolean down;

        @Override
        protected ApiKeyStore delegate() {
            return store;
        }

        @Override
        public Optional<ResolvedKey> find(KeyId id) {
            if (down) {
                throw new StoreException("find key: the database does not answer", null);
            }
            return super.find(id);
        }
    }

    @Test
    void healthIsThatOfTheStore() {
        Breakable store = new Breakable();
        Contexts.valid().withBean(ApiKeyStore.class, () -> store).run(context -> {
            HealthIndicator health = context.getBean("keystileHealthIndicator", HealthIndicator.class);
            assertThat(Objects.requireNonNull(health.health()).getStatus()).isEqualTo(Status.UP);

            store.down = true;

            assertThat(Objects.requireNonNull(health.health()).getStatus()).isEqualTo(Status.DOWN);
            assertThat(Objects.requireNonNull(health.health()).getDetails())
                    .hasEntrySatisfying(
                            "store", text -> assertThat(text).asString().contains("does not answer"));
        });
        Contexts.valid()
                .withPropertyValues("management.health.keystile.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("keystileHealthIndicator"));
    }

    @Test
    void keyThatIsAboutToExpireIsAnEvent() {
        CompletableFuture<ExpiryReminder> told = new CompletableFuture<>();
        InMemoryApiKeyStore store = new InMemoryApiKeyStore();
        try (Keystile earlier =
                Keystile.builder(store, "pk").environments("live").build()) {
            earlier.keys()
                    .createWorkspace(
                            Actor.system("test"),
                            WorkspaceRecord.of("acme", "free"),
                            "live",
                            ApiKeySettings.named("soon")
                                    .withExpiry(Instant.now().plus(Duration.ofHours(30))));
        }
        Contexts.valid()
                .withBean(ApiKeyStore.class, () -> store)
                .withBean(
                        "listener",
                        ApplicationListener.class,
                        () -> (ApplicationListener<PayloadApplicationEvent<ExpiryReminder>>)
                                event -> told.complete(event.getPayload()))
                .run(context ->
                        assertThat(told.get(20, TimeUnit.SECONDS).before()).isEqualTo(Duration.ofDays(3)));
    }

    @Test
    void accessLogAndAlertsAreThereIfAskedFor() {
        Contexts.valid()
                .run(context ->
                        assertThat(context).doesNotHaveBean(AccessLog.class).doesNotHaveBean(AlertMonitor.class));
        Contexts.valid()
                .withUserConfiguration(Application.class)
                .withPropertyValues(
                        "keystile.access-log.enabled=true",
                        "keystile.alerts.enabled=true",
                        "keystile.alerts.off=new-network,many-networks",
                        "keystile.alerts.webhook.uri=https://hooks.example.com/keys",
                        "keystile.alerts.webhook.secret=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")
                .run(context -> {
                    AccessLog log = context.getBean(AccessLog.class);
                    call(mvc(context), MockMvcRequestBuilders.get("/try/x"));
                    context.getBean(Keystile.class).close();
                    assertThat(log.written()).isEqualTo(1);
                    assertThat(context).hasSingleBean(AlertMonitor.class);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "webhook.uri=http://hooks.example.com,keystile.alerts.webhook.uri",
        "webhook.secret=c2hvcnQ=,keystile.alerts.webhook.secret"
    })
    void messageNamesThePropertyOfTheWebhook(String wrong, String named) {
        Contexts.valid()
                .withPropertyValues(
                        "keystile.alerts.enabled=true",
                        "keystile.alerts.webhook.uri=https://hooks.example.com/keys",
                        "keystile.alerts.webhook.secret=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
                        "keystile.alerts." + wrong)
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith("The property " + named + " is not accepted"));
    }

    @Test
    void beansOfTheApplicationComeBeforeProperties() {
        PlanSource own = Plans.of(Plan.of("tiny", RateLimit.perMinute(1)));
        Contexts.valid()
                .withBean(PlanSource.class, () -> own)
                .withBean(KeystileCustomizer.class, () -> builder -> builder.environments("staging"))
                .withBean(RoutesCustomizer.class, () -> routes -> routes.open("/hook"))
                .withPropertyValues("keystile.plans[0].name=big")
                .withPropertyValues("keystile.plans[0].limits[0].name=per-minute")
                .withPropertyValues("keystile.plans[0].limits[0].permits=5")
                .withPropertyValues("keystile.plans[0].limits[0].window=1m")
                .withUserConfiguration(Application.class)
                .run(context -> {
                    ApiKeys keys = context.getBean(ApiKeys.class);
                    String key = keys.createWorkspace(
                                    Actor.system("test"),
                                    WorkspaceRecord.of("acme", "tiny"),
                                    "staging",
                                    ApiKeySettings.named("x"))
                            .reveal();
                    MockMvc mvc = mvc(context);
                    assertThat(call(mvc, MockMvcRequestBuilders.get("/hook")).getStatus())
                            .isEqualTo(404);
                    assertThat(call(mvc, MockMvcRequestBuilders.get("/none").header("X-API-Key", key))
                                    .getStatus())
                            .isEqualTo(404);
                    assertThat(call(mvc, MockMvcRequestBuilders.get("/none").header("X-API-Key", key))
                                    .getStatus())
                            .isEqualTo(429);
                });
    }
}
