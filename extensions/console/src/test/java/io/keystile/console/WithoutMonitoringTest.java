package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.Keystile;
import io.keystile.admin.Actor;
import io.keystile.model.PermissionSet;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.InMemoryApiKeyStore;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications have neither to have {@code keystile-monitoring} nor, with a front of their own, a servlet API. */
class WithoutMonitoringTest {
    private static final Predicate<String> MONITORING =
            Pattern.compile(".*(monitoring/target|keystile-monitoring).*").asMatchPredicate();
    /** What the console and core require of everybody. */
    private static final Predicate<String> REQUIRED = Pattern.compile(
                    ".*/(core|console)/target/(classes|keystile-[^/]*\\.jar)"
                            + "|.*/(jte-runtime|slf4j-api|jspecify|caffeine|jackson-[a-z]+|bcprov)-[^/]*\\.jar")
            .asMatchPredicate();

    /** An application that shows no usage. */
    static final class Application implements Callable<List<Integer>> {
        /** Returns the statuses of pages. */
        @Override
        public List<Integer> call() {
            try (Keystile keystile = Keystile.builder(new InMemoryApiKeyStore(), "pk")
                    .environments("live")
                    .build()) {
                keystile.keys().createWorkspace(Actor.system("setup"), WorkspaceRecord.of("acme", "free"));
                ConsoleUser user = ConsoleUser.managing(Actor.member("mia", "acme", PermissionSet.of("*")));
                Console console = Console.builder(keystile.keys(), request -> Optional.of(user))
                        .environments("live")
                        .build();
                return Stream.of("/w/acme/", "/w/acme/new", "/w/acme/usage")
                        .map(path -> console.respond(TestRequest.get(path)).status())
                        .toList();
            }
        }
    }

    private static List<String> classPath(Predicate<String> kept) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(kept)
                .toList();
    }

    @Test
    void onTheClassPathTheConsoleNeedsNoMonitoring() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : classPath(MONITORING.negate())) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> loader.loadClass("io.keystile.monitoring.usage.UsageMeter"))
                    .isInstanceOf(ClassNotFoundException.class);
            Constructor<?> constructor =
                    loader.loadClass(Application.class.getName()).getDeclaredConstructor();
            constructor.setAccessible(true); // the class has another loader, so it is in another package at run time
            Callable<?> application = (Callable<?>) constructor.newInstance();

            assertThat(application.call()).isEqualTo(List.of(200, 200, 404));
        }
    }

    /** A module that is only optional, but transitive, would be required of those who require this one. */
    @Test
    void aModuleThatRequiresTheConsoleNeedsNothingElse(@TempDir Path folder) throws IOException {
        Path module = Files.writeString(folder.resolve("module-info.java"), """
                module com.example.app {
                    requires io.keystile.console;
                }
                """);
        Path type = Files.writeString(folder.resolve("App.java"), """
                package com.example.app;

                import io.keystile.admin.ApiKeys;
                import io.keystile.console.Console;
                import java.util.Optional;

                final class App {
                    static Console console(ApiKeys keys) {
                        return Console.builder(keys, request -> Optional.empty()).environments("live").build();
                    }
                }
                """);
        String modules = String.join(File.pathSeparator, classPath(REQUIRED));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter out = new StringWriter();

        boolean compiled = compiler.getTask(
                        out,
                        null,
                        null,
                        List.of("-p", modules, "-d", folder.toString(), "-Werror", "-proc:none"),
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(module, type))
                .call();

        assertThat(compiled).as(out.toString()).isTrue();
    }
}
