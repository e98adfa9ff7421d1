package io.keystile.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files that are named on the command line, and standard input. */
final class NamedFile {
    private static final int MAX_BYTES = 1 << 28;

    private NamedFile() {}

    static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw CliException.wrongUse("Not a valid file name: " + name);
        }
    }

    /**
     * Reads a whole file.
     *
     * @throws CliException if the file cannot be read or is larger than 256 MiB
     */
    static byte[] read(String name) {
        try (InputStream in = Files.newInputStream(path(name))) {
            return readAll(in, name);
        } catch (NoSuchFileException e) {
            throw CliException.failed("There is no file " + name, e);
        } catch (IOException e) {
            throw CliException.failed("Cannot read " + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads all of standard input.
     *
     * @throws CliException if it cannot be read or is larger than 256 MiB
     */
    static byte[] readAll(InputStream in) {
        try {
            return readAll(in, "standard input");
        } catch (IOException e) {
            throw CliException.failed("Cannot read standard input: " + e.getMessage(), e);
        }
    }

    private static byte[] readAll(InputStream in, String name) throws IOException {
        byte[] content = in.readNBytes(MAX_BYTES + 1);
        if (content.length > MAX_BYTES) {
            throw CliException.failed("Cannot read " + name + ": it is larger than " + MAX_BYTES + " bytes", null);
        }
        return content;
    }

    /**
     * Reads at most {@code most} bytes of standard input.
     *
     * @throws CliException if it cannot be read
     */
    static byte[] read(InputStream in, int most) {
        try {
            return in.readNBytes(most);
        } catch (IOException e) {
            throw CliException.failed("Cannot read standard input: " + e.getMessage(), e);
        }
    }
}
