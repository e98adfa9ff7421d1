package io.keystile.examples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the README and the guides. */
final class Readme {
    /** The root of the repository, relative to the directory in which the tests run. */
    static final Path ROOT = Path.of("../..");

    private static final String WEB_XML_GUIDE = "docs/web-xml.md";

    private Readme() {}

    static String text() throws IOException {
        return text("README.md");
    }

    /** Returns the text of a file of the repository. */
    static String text(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    /** Returns the README's fenced blocks of a language, in order. */
    static List<String> blocks(String language) throws IOException {
        return blocks(text(), language);
    }

    /** Returns the deployment descriptor's part in the guide to web.xml. */
    static String webXml() throws IOException {
        return blocks(text(WEB_XML_GUIDE), "xml").stream()
                .filter(block -> block.contains("<filter>"))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the configuration in the guide to web.xml. */
    static String configuration() throws IOException {
        return blocks(text(WEB_XML_GUIDE), "json").get(0);
    }

    private static List<String> blocks(String text, String language) {
        return matches("(?s)```" + language + "\\n(.*?)```", text);
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
