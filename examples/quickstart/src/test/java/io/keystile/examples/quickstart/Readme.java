package io.keystile.examples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the README. */
final class Readme {
    /** The root of the repository, relative to the directory in which the tests run. */
    static final Path ROOT = Path.of("../..");

    private Readme() {}

    static String text() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    /** Returns the fenced blocks of a language, in order. */
    static List<String> blocks(String language) throws IOException {
        return matches("(?s)```" + language + "\\n(.*?)```", text());
    }

    /** Returns the first fenced block of a language that contains this text. */
    static String block(String language, String text) throws IOException {
        return blocks(language).stream()
                .filter(block -> block.contains(text))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the first group of each match. */
    static List<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
