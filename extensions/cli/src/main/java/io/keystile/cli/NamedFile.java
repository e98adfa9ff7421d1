package io.keystile.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that was named on the command line. */
final class NamedFile {
    private NamedFile() {}

    static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw CliException.wrongUse("This is not the name of a file: " + name);
        }
    }

    /**
     * Reads a whole file.
     *
     * @throws CliException if that is not possible
     */
    static byte[] read(String name) {
        try {
            return Files.readAllBytes(path(name));
        } catch (NoSuchFileException e) {
            throw CliException.failed("There is no file " + name, e);
        } catch (IOException e) {
            throw CliException.failed("Cannot read " + name + ": " + e.getMessage(), e);
        }
    }

    static String readText(String name) {
        return new String(read(name), StandardCharsets.UTF_8);
    }

    /** Reads standard input up to so many bytes, or all of it if there are fewer. */
    static byte[] read(InputStream in, int most) {
        try {
            return in.readNBytes(most);
        } catch (IOException e) {
            throw CliException.failed("Cannot read standard input: " + e.getMessage(), e);
        }
    }
}
