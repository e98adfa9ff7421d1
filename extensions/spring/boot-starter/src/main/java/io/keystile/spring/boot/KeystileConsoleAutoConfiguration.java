package io.keystile.spring.boot;

import io.keystile.Keystile;
import io.keystile.console.AdminApi;
import io.keystile.console.Console;
import io.keystile.console.ConsoleBuilder;
import io.keystile.console.ConsoleServlet;
import io.keystile.console.ConsoleUsers;
import io.keystile.console.PermissionChoice;
import io.keystile.monitoring.accesslog.RecentDecisions;
import io.keystile.monitoring.alerts.AlertStore;
import io.keystile.monitoring.usage.UsageMeter;
import io.keystile.monitoring.usage.UsageStore;
import io.keystile.spring.boot.KeystileProperties.ConsoleProperties;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

/**
 * The console where {@code keystile.console.path} says, for the users whom a bean of type {@link ConsoleUsers} finds in
 * the application's log-in. There is no default user.
 */
@AutoConfiguration(after = {KeystileAutoConfiguration.class, KeystileMonitoringAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(Console.class)
@ConditionalOnBean(Keystile.class)
@ConditionalOnProperty("keystile.console.path")
class KeystileConsoleAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    Console keystileConsole(
            Keystile keystile,
            KeystileProperties properties,
            ObjectProvider<ConsoleUsers> users,
            ObjectProvider<UsageMeter> meter,
            ObjectProvider<UsageStore> usage,
            ObjectProvider<RecentDecisions> recent,
            ObjectProvider<AlertStore> alerts) {
        ConsoleUsers found = users.getIfAvailable();
        if (found == null) {
            throw new WrongPropertyException(
                    "keystile.console.path",
                    "is set, but nothing says who uses the console",
                    "Define a bean of type ConsoleUsers that finds the user in your log-in; see docs/console.md.");
        }
        ConsoleBuilder builder = Console.builder(keystile.keys(), found)
                .environments(properties.environments().toArray(String[]::new));
        applyTo(builder, properties.console());
        meter.ifAvailable(builder::usage);
        usage.ifAvailable(builder::usage);
        recent.ifAvailable(builder::requests);
        alerts.ifAvailable(builder::alerts);
        return builder.build();
    }

    private static void applyTo(ConsoleBuilder builder, ConsoleProperties console) {
        set(console.title(), builder::title);
        set(console.login(), builder::login);
        set(console.stylesheet(), builder::stylesheet);
        set(console.exampleUrl(), builder::exampleUrl);
        String back = console.backUrl();
        if (back != null) {
            builder.backLink(back, console.backText());
        }
        for (int i = 0; i < console.permissions().size(); i++) {
            String property = PropertySettings.item("console.permissions", i);
            String permission = PropertySettings.required(
                    property + ".permission", console.permissions().get(i).permission(), "flows:read");
            String label = PropertySettings.required(
                    property + ".label", console.permissions().get(i).label(), "See flows");
            PermissionChoice choice = WrongPropertyException.parse(
                    property + ".permission", permission, text -> PermissionChoice.of(text, label), "flows:read");
            builder.permissions(choice);
        }
        for (int i = 0; i < console.trustedOrigins().size(); i++) {
            WrongPropertyException.parse(
                    PropertySettings.item("console.trusted-origins", i),
                    console.trustedOrigins().get(i),
                    builder::trustedOrigins,
                    "https://app.example.com");
        }
    }

    private static void set(@Nullable String value, Consumer<String> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }

    @Bean
    ServletRegistrationBean<ConsoleServlet> keystileConsoleServlet(Console console, KeystileProperties properties) {
        return mapped(
                "keystileConsole",
                new ConsoleServlet(console),
                requirePath("keystile.console.path", properties.console().path(), "/settings/api-keys"));
    }

    @Bean
    @ConditionalOnProperty("keystile.console.api-path")
    ServletRegistrationBean<ConsoleServlet> keystileAdminApi(Console console, KeystileProperties properties) {
        return mapped(
                "keystileAdminApi",
                new ConsoleServlet(AdminApi.of(console)),
                requirePath("keystile.console.api-path", properties.console().apiPath(), "/settings/api-keys-api"));
    }

    private static ServletRegistrationBean<ConsoleServlet> mapped(String name, ConsoleServlet servlet, String path) {
        var registration = new ServletRegistrationBean<>(servlet, path + "/*");
        registration.setName(name);
        return registration;
    }

    /** The console has the application's log-in, and no key. */
    @Bean
    OpenPaths keystileOpenConsole(KeystileProperties properties) {
        return () -> paths(properties);
    }

    /** Returns the patterns of the console's paths. */
    static List<String> paths(KeystileProperties properties) {
        String page = requirePath("keystile.console.path", properties.console().path(), "/settings/api-keys");
        String api = properties.console().apiPath();
        return api == null ? List.of(page + "/**") : List.of(page + "/**", api + "/**");
    }

    private static String requirePath(String property, @Nullable String path, String example) {
        String set = PropertySettings.required(property, path, example);
        if (!set.startsWith("/") || set.length() == 1 || set.endsWith("/") || set.contains("*")) {
            throw new WrongPropertyException(
                    property,
                    "is \"" + set + "\", and a path begins with a slash and does not end with one",
                    "Write for example " + property + "=" + example + ".");
        }
        return set;
    }
}
