package io.keystile.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Keystile;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.JsonFileApiKeyStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Where keys are stored without a database. */
@ExtendWith(OutputCaptureExtension.class)
class StoreChoiceTest {
    @TempDir
    private Path folder = Path.of("");

    private WebApplicationContextRunner withFile() {
        return Contexts.bare()
                .withPropertyValues(
                        "keystile.brand=pk",
                        "keystile.environments=live",
                        "keystile.store.file=" + folder.resolve("keys.json"));
    }

    @Test
    void developmentUsesAFileAndWarns(CapturedOutput output) {
        withFile()
                .run(context -> assertThat(context.getBean(ApiKeyStore.class)).isInstanceOf(JsonFileApiKeyStore.class));

        assertThat(output).contains("WARN", "kept in the file", "That is for development", "keystile.store.type=file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spring.profiles.active=prod",
                "spring.profiles.active=production",
                "spring.main.cloud-platform=kubernetes"
            })
    void productionNeedsAChoice(String production) {
        withFile()
                .withPropertyValues(production, "server.forward-headers-strategy=none")
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith("The property keystile.store.type is missing, there is no DataSource, and ")
                        .contains("Add a DataSource, or write keystile.store.type=file"));
    }

    @Test
    void aFileThatWasChosenIsUsedInProductionWithoutAWarning(CapturedOutput output) {
        withFile()
                .withPropertyValues("spring.profiles.active=prod", "keystile.store.type=file")
                .run(context -> assertThat(context).hasSingleBean(JsonFileApiKeyStore.class));

        assertThat(output).doesNotContain("development");
    }

    @Test
    void storeOfTheApplicationIsUsed() {
        InMemoryApiKeyStore own = new InMemoryApiKeyStore();

        withFile().withBean(ApiKeyStore.class, () -> own).run(context -> {
            assertThat(context.getBean(ApiKeyStore.class)).isSameAs(own);
            assertThat(context).hasSingleBean(Keystile.class);
        });
    }

    @Test
    void nothingIsConfiguredWhenSwitchedOff() {
        Contexts.bare()
                .withPropertyValues("keystile.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(Keystile.class)
                        .doesNotHaveBean(ApiKeyStore.class)
                        .doesNotHaveBean("keystileFilter"));
    }
}
