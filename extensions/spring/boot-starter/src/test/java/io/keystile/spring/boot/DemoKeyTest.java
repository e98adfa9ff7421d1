package io.keystile.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Keystile;
import io.keystile.admin.ApiKeys;
import io.keystile.model.Permission;
import io.keystile.store.KeyQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The key with which an application can be tried. */
@ExtendWith(OutputCaptureExtension.class)
class DemoKeyTest {
    private static final Pattern KEY = Pattern.compile("(?m)^KEY=(\\S+)$");

    @TempDir
    private Path folder = Path.of("");

    private WebApplicationContextRunner withFile() {
        return Contexts.bare()
                .withPropertyValues(
                        "keystile.brand=pk",
                        "keystile.environments=live,staging",
                        "keystile.store.type=file",
                        "keystile.store.file=" + folder.resolve("keys.json"));
    }

    private static void ready(AssertableWebApplicationContext context) {
        ConfigurableApplicationContext application = context.getSourceApplicationContext();
        application.publishEvent(
                new ApplicationReadyEvent(new SpringApplication(), new String[0], application, Duration.ZERO));
    }

    private static List<String> keysIn(CapturedOutput output) {
        return KEY.matcher(output.getOut())
                .results()
                .map((MatchResult key) -> key.group(1))
                .toList();
    }

    @Test
    void isPrintedOnceAndMayDoEverything(CapturedOutput output) {
        WebApplicationContextRunner demo = withFile().withPropertyValues("keystile.demo-key=acme");

        demo.run(DemoKeyTest::ready);
        demo.run(context -> {
            ready(context);

            ApiKeys keys = context.getBean(Keystile.class).keys();
            assertThat(keys.unrestricted().list(KeyQuery.ofWorkspace("acme")))
                    .singleElement()
                    .satisfies(key -> assertThat(key.settings().permissions().implies(Permission.of("flows:read")))
                            .isTrue());
        });

        assertThat(keysIn(output)).hasSize(1).allMatch(key -> key.startsWith("pk_live_"));
    }

    @Test
    void thereIsNoneUnlessItIsAskedFor(CapturedOutput output) {
        withFile().run(DemoKeyTest::ready);

        assertThat(keysIn(output)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"spring.profiles.active=production", "spring.main.cloud-platform=kubernetes"})
    void isRefusedInProduction(String production) {
        withFile()
                .withPropertyValues(production, "server.forward-headers-strategy=none", "keystile.demo-key=acme")
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith("The property keystile.demo-key is set, and ")
                        .contains("Remove it"));
    }

    @Test
    void aWrongNameIsExplained() {
        withFile()
                .withPropertyValues("keystile.demo-key=a b")
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith("The property keystile.demo-key is not accepted: ")
                        .contains("keystile.demo-key=acme"));
    }
}
