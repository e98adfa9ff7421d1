package io.keystile.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sets each property wrong, and reads the message. */
class PropertyMessagesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keystile.brand=P!|keystile.brand|for example keystile.brand=pk",
                "keystile.environments=LIVE!|keystile.environments[0]|for example live",
                "keystile.services=Bad Name|keystile.services[0]|for example billing",
                "keystile.realm=\u00e4|keystile.realm|1 to 64 printable ASCII",
                "keystile.api-key-header=Cookie|keystile.api-key-header|for example X-API-Key",
                "keystile.trusted-proxies=10.0.0.0/8|keystile.forwarding-header|X-Forwarded-For or Forwarded",
                "keystile.forwarding-header=Forwarded|keystile.trusted-proxies|trusted-proxies=10.0.0.0/8",
                "keystile.peppers[0].version=1|keystile.peppers[0].secret|openssl rand -base64 32",
                "keystile.plans[0].allowlists=true|keystile.plans[0].name|for example free",
                "keystile.plans[0].name=free|keystile.plans[0]|has no limit",
                "keystile.plans[0].limits[0].permits=5|keystile.plans[0].name|for example free",
                "keystile.protected-paths=api|keystile.protected-paths|must begin with '/'",
                "keystile.protected-paths=/api/|keystile.protected-paths|/** for all below",
                "keystile.alerts.webhook.uri=https://a.example/|keystile.alerts.enabled|keystile.alerts.enabled=true",
                "keystile.alerts.off=new-network|keystile.alerts.enabled|keystile.alerts.enabled=true",
                "keystile.access-log.file=access.log|keystile.access-log.enabled|keystile.access-log.enabled=true",
                "keystile.redis.nodes=4|keystile.redis.enabled|keystile.redis.enabled=true",
                "keystile.public-paths=docs|keystile.public-paths[0]|/docs/**",
                "keystile.routes[0].method=POST|keystile.routes[0].path|/flows/*/execute",
                "keystile.routes[0].path=flows|keystile.routes[0]|must begin with '/'",
                "keystile.unknown-keys-per-minute=0|keystile.unknown-keys-per-minute|for example 100",
                "keystile.audit-entries=-1|keystile.audit-entries|10000",
                "keystile.cache.max-keys=0|keystile.cache|maxKeys",
                "keystile.cache.fresh-for=10m|keystile.cache|staleFor",
                "keystile.cache.max-unknown=0|keystile.cache|maxUnknown",
                "keystile.cache.unknown-for=0s|keystile.cache|unknownFor",
                "keystile.store.type=jdbc|keystile.store.type|spring.datasource.url",
                "keystile.console.api-path=/api-keys|keystile.console.path|/settings/api-keys",
                "keystile.expiry-reminders=0d|keystile.expiry-reminders[0]|14d,3d,1d",
                "keystile.cors.allowed-origins=a.example|keystile.cors.allowed-origins[0]|https://app.example.com",
                "keystile.usage.max-keys=0|keystile.usage.max-keys|50000",
                "keystile.access-log.denied-per-second=0|keystile.access-log.denied-per-second|for example 100",
                "server.forward-headers-strategy=native|server.forward-headers-strategy|keystile.trusted-proxies",
            })
    void messageNamesThePropertyAndWhatToWrite(String property, String named, String action) {
        Contexts.valid()
                .withPropertyValues(property)
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith("The property " + named + " ")
                        .contains(action));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name=Free!|permits=100|window=1m|keystile.plans[0]|A plan's name",
                "name=free|permits=0|window=1m|keystile.plans[0].limits[0]|give 1 to 100000000",
                "name=free|permits=1|window=1ms|keystile.plans[0].limits[0]|whole seconds",
                "name=free|permits=1|x=|keystile.plans[0].limits[0].window|for example 1m",
            })
    void messageNamesThePartOfAPlan(String name, String permits, String window, String named, String action) {
        Contexts.valid()
                .withPropertyValues(
                        "keystile.plans[0]." + name,
                        "keystile.plans[0].limits[0].name=per-minute",
                        "keystile.plans[0].limits[0]." + permits,
                        window.equals("x=") ? "a=b" : "keystile.plans[0].limits[0]." + window)
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith("The property " + named + " ")
                        .contains(action));
    }

    @ParameterizedTest
    @CsvSource({
        "longest-life=0s,A key's longest life",
        "most-live-keys=0,The most live keys",
        "environments=LIVE!,environment",
        "longest-idle=1h,The longest idle time"
    })
    void messageNamesThePolicyOfAPlan(String policy, String reason) {
        Contexts.valid()
                .withPropertyValues("keystile.plans[0].name=free", "keystile.plans[0].policy." + policy)
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith("The property keystile.plans[0].policy is not accepted: ")
                        .contains(reason));
    }

    @ParameterizedTest
    @CsvSource({
        "permissions=Flows Read,keystile.routes[0].permissions[0]",
        "cost=-1,keystile.routes[0].cost",
        "method=post,keystile.routes[0]"
    })
    void messageNamesThePartOfARoute(String part, String named) {
        Contexts.valid()
                .withPropertyValues("keystile.routes[0].path=/flows", "keystile.routes[0]." + part)
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith("The property " + named + " "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keystile.alerts.enabled=true|keystile.alerts.off=new-netwrk|keystile.alerts.off[0]|No rule is named",
                "keystile.alerts.enabled=true|keystile.alerts.webhook.uri=https://x.example"
                        + "|keystile.alerts.webhook.secret|openssl rand",
                "keystile.console.path=/keys|a=b|keystile.console.path|Define a bean of type ConsoleUsers",
                "keystile.redis.enabled=true|a=b|keystile.redis.enabled|LettuceConnectionFactory",
                "keystile.access-log.enabled=true|keystile.access-log.file=x/y.log,keystile.access-log.files=0"
                        + "|keystile.access-log.file|keystile.access-log.files=10",
            })
    void messageNamesWhatAFeatureNeeds(String feature, String property, String named, String action) {
        Contexts.valid()
                .withPropertyValues(feature)
                .withPropertyValues(property.split(","))
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith("The property " + named + " ")
                        .contains(action));
    }

    @Test
    void missingBrandAndEnvironmentsAreNamed() {
        Contexts.bare()
                .withPropertyValues("keystile.store.type=memory")
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith("The property keystile.brand is missing. Write the start of your keys")
                        .contains("keystile.brand=pk", "keystile.enabled=false."));
        Contexts.bare()
                .withPropertyValues("keystile.store.type=memory", "keystile.brand=pk")
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith("The property keystile.environments is missing."));
    }

    @Test
    void messageRepeatsNoPepper() {
        String weak = Base64.getEncoder().encodeToString("short".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        for (String secret : new String[] {"not!base64", weak}) {
            Contexts.valid()
                    .withPropertyValues("keystile.peppers[0].version=1", "keystile.peppers[0].secret=" + secret)
                    .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                            .startsWith("The property keystile.peppers[0]")
                            .contains("openssl rand -base64 32")
                            .doesNotContain(secret));
        }
    }

    @Test
    void unknownPropertyIsRefused() {
        Contexts.valid()
                .withPropertyValues("keystile.route[0].path=/flows")
                .run(context -> assertThat(context.getStartupFailure())
                        .hasRootCauseInstanceOf(
                                org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException
                                        .class)
                        .hasStackTraceContaining("keystile.route[0].path"));
    }
}
