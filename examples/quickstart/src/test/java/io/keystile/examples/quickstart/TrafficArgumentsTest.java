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

/** The messages of the traffic program about invalid arguments. */
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

    private void assertRejected(String message, Object... arguments) throws Exception {
        TrafficProgram traffic = TrafficProgram.run(folder, arguments);
        assertThat(traffic.exitCode()).as(traffic.err()).isEqualTo(2);
        assertThat(traffic.out()).isEmpty();
        assertThat(traffic.err().lines()).singleElement().isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8080", "ftp://localhost", "not a URI"})
    void invalidBaseUriIsRejected(String base) throws Exception {
        assertRejected("The base URI must begin with http:// or https:// and a host: " + base, file, "1", base);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2.5", "100000000"})
    void invalidSecondsAreRejected(String seconds) throws Exception {
        assertRejected("The seconds must be a whole number from 1 to 99999999: " + seconds, file, seconds);
    }

    @Test
    void missingFileIsRejected() throws Exception {
        Path missing = folder.resolve("missing.txt");
        assertRejected(
                "File " + missing + " does not exist: save the output of the quickstart's first start in it", missing);
    }

    @Test
    void missingKeysAreListed() throws Exception {
        Files.write(file, List.of("free\tpk_live_free", "pro\tpk_live_pro", "enterprise\t7eZ6JQhJth7d", "readonly"));
        assertRejected(
                "File " + file + " has no key for [enterprise, readonly, elsewhere, revoked, expired]:"
                        + " the quickstart prints its keys only at its first start",
                file,
                "1");
    }
}
