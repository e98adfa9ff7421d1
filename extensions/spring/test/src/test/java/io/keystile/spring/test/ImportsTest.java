package io.keystile.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;

/** Compares what a test configures with what the starter configures. */
class ImportsTest {
    private static List<String> imports(Class<?> annotation) {
        return ImportCandidates.load(annotation, ImportsTest.class.getClassLoader()).getCandidates().stream()
                .filter(name -> name.startsWith("io.keystile.spring.boot."))
                .toList();
    }

    @Test
    void testsConfigureWhatTheStarterDoesButTheDemoKey() {
        List<String> starter = imports(AutoConfiguration.class).stream()
                .filter(name -> !name.endsWith(".KeystileDemoKeyAutoConfiguration"))
                .toList();

        assertThat(imports(AutoConfigureApiKeys.class)).isNotEmpty().containsExactlyInAnyOrderElementsOf(starter);
    }
}
