package io.keystile.spring.boot;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.util.ClassUtils;

/** Contexts with all auto-configurations of the starter, without a server. */
final class Contexts {
    private Contexts() {}

    /** Returns a runner of a valid application that keeps keys in memory, without Spring Security. */
    static WebApplicationContextRunner valid() {
        return bare().withPropertyValues(
                        "keystile.brand=pk", "keystile.environments=live", "keystile.store.type=memory");
    }

    /** Returns a runner without properties, without Spring Security. */
    static WebApplicationContextRunner bare() {
        return withSecurity().withClassLoader(new FilteredClassLoader("org.springframework.security"));
    }

    /** Returns a runner without properties. */
    static WebApplicationContextRunner withSecurity() {
        return new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(all()));
    }

    static Class<?>[] all() {
        ClassLoader loader = Contexts.class.getClassLoader();
        List<String> names =
                ImportCandidates.load(AutoConfiguration.class, loader).getCandidates();
        return names.stream()
                .filter(name -> name.startsWith("io.keystile."))
                .map(name -> ClassUtils.resolveClassName(name, loader))
                .toArray(Class<?>[]::new);
    }

    /** Returns what Spring Boot prints about a failure of a start, or an empty text if there was none. */
    static String message(@Nullable Throwable failure) {
        FailureAnalysis analysis = failure == null ? null : new WrongPropertyAnalyzer().analyze(failure);
        return analysis == null ? "" : analysis.getDescription() + " " + analysis.getAction();
    }
}
