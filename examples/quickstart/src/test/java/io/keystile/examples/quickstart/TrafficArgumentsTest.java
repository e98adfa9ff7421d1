package io.keystile.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the traffic program says of arguments with which it cannot start. */
class TrafficArgumentsTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void writeKeys() throws IOException {
        file = folder.resolve("keys.txt");
        Files.write(
                file,
                Stream.of("free", "pro", "enterprise", "readonly", "elsewhere", "revoked", "expired")
                        .map(name -> name + "\tpk_live_" + name)
                        .toList());
    }

    private void assertRefused(String why, Object... arguments) throws Exception {
        TrafficProgram traffic = TrafficProgram.run(folder, arguments);
        assertThat(traffic.exitCode()).as(traffic.err()).isEqualTo(2);
        assertThat(traffic.out()).isEmpty();
        assertThat(traffic.err().lines()).singleElement().isEqualTo(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8080", "ftp://localhost", "not a URI"})
    void baseThatCannotBeCalledIsRefused(String base) throws Exception {
        assertRefused("The base URI begins with http:// or https:// and a host: " + base, file, "1", base);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2.5", "100000000"})
    void secondsThatAreNoWholeNumberFromOneAreRefused(String seconds) throws Exception {
        assertRefused("The seconds are a whole number from 1 to 99999999: " + seconds, file, seconds);
    }

    @Test
    void fileThatIsNotThereIsRefused() throws Exception {
        Path missing = folder.resolve("missing.txt");
        assertRefused(
                "There is no file " + missing + ": save in it what the quickstart prints at its first start", missing);
    }

    @Test
    void namesWithoutAKeyAreTold() throws Exception {
        Files.write(file, List.of("free\tpk_live_free", "pro\tpk_live_pro", "enterprise\t7eZ6JQhJth7d", "readonly"));
        assertRefused(
                "There is no key in " + file + " for [enterprise, readonly, elsewhere, revoked, expired]:"
                        + " the quickstart prints its keys at its first start only",
                file,
                "1");
    }
}
