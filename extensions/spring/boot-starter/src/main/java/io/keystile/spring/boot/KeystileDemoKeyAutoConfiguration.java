package io.keystile.spring.boot;

import io.keystile.Keystile;
import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.admin.IssuedKey;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.WorkspaceRecord;
import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Issues and prints a key with which an application can be tried, if {@code keystile.demo-key} names its workspace. */
@AutoConfiguration(after = KeystileAutoConfiguration.class)
@ConditionalOnBean(Keystile.class)
@ConditionalOnProperty("keystile.demo-key")
class KeystileDemoKeyAutoConfiguration {
    /** It may do everything, so it must not stay for ever where it was forgotten. */
    private static final Duration LIFE = Duration.ofDays(7);

    @Bean
    ApplicationListener<ApplicationReadyEvent> keystileDemoKey(
            Keystile keystile, KeystileProperties properties, Environment environment) {
        String production = properties.trustedProxies().isEmpty()
                ? Production.in(environment)
                : "keystile.trusted-proxies names proxies";
        if (production != null) {
            throw new WrongPropertyException(
                    "keystile.demo-key",
                    "is set, and " + production,
                    "Remove it; issue keys by ApiKeys, in the console or with the command line.");
        }
        WorkspaceRecord workspace = workspace(properties);
        String live = properties.environments().get(0);
        return event -> issueOnce(keystile.keys(), workspace, live);
    }

    private static WorkspaceRecord workspace(KeystileProperties properties) {
        String name = String.valueOf(properties.demoKey());
        String plan = properties.plans().isEmpty()
                ? "free"
                : String.valueOf(properties.plans().get(0).name());
        return WrongPropertyException.check(
                "keystile.demo-key", () -> WorkspaceRecord.of(name, plan), "keystile.demo-key=acme");
    }

    /** Not to the log, which others read and which is kept. */
    private static void issueOnce(ApiKeys keys, WorkspaceRecord workspace, String environment) {
        if (keys.unrestricted().findWorkspace(workspace.id()).isEmpty()) {
            ApiKeySettings settings = ApiKeySettings.named("demo")
                    .withPermissions("*")
                    .withExpiry(Instant.now().plus(LIFE));
            IssuedKey key = keys.createWorkspace(Actor.system("keystile.demo-key"), workspace, environment, settings);
            System.out.println("KEY=" + key.reveal());
        }
    }
}
