package io.keystile.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.adapter.ProtectionCheck;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Actuator on the application's port, which Keystile protects, and on a port of its own, which it does not. */
class ManagementPortTest {
    private static final String SAME_PORT = "local.server.port";
    private static final String OWN_PORT = "local.management.port";

    @TempDir
    private Path folder;

    private ConfigurableApplicationContext start(String... settings) {
        List<String> arguments = new ArrayList<>(List.of(settings));
        arguments.add("--server.port=0");
        arguments.add("--keystile.key-file=" + folder.resolve("keys.json"));
        arguments.add("--logging.level.root=off");
        arguments.add("--spring.main.banner-mode=off");
        return SpringApplication.run(FlowsApplication.class, arguments.toArray(String[]::new));
    }

    private static URI health(ConfigurableApplicationContext application, String port) {
        return URI.create(
                "http://localhost:" + application.getEnvironment().getRequiredProperty(port) + "/actuator/health");
    }

    @Test
    void actuatorOnTheApplicationsPortRequiresAKey() {
        try (ConfigurableApplicationContext application = start()) {
            assertThatCode(() -> ProtectionCheck.requireDenial(health(application, SAME_PORT)))
                    .doesNotThrowAnyException();
        }
    }

    /** What docs/adapters.md warns of. */
    @Test
    void actuatorOnAPortOfItsOwnDoesNot() {
        try (ConfigurableApplicationContext application = start("--management.server.port=0")) {
            assertThat(health(application, OWN_PORT)).isNotEqualTo(health(application, SAME_PORT));
            assertThatThrownBy(() -> ProtectionCheck.requireDenial(health(application, OWN_PORT)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("got status 200");
            assertThatCode(() -> ProtectionCheck.requireDenial(health(application, SAME_PORT)))
                    .doesNotThrowAnyException();
        }
    }
}
