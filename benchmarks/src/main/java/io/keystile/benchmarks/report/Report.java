package io.keystile.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the plots and the generated sections of documents from the results. A section is the text between {@code
 * <!-- results:name -->} and {@code <!-- end -->}. A document whose first line ends with {@code <!-- verdict -->} says
 * there which targets are not met.
 */
public final class Report {
    private static final String END = "<!-- end -->";
    private static final Pattern SECTION =
            Pattern.compile("(<!-- results:([a-z-]+) -->\n).*?" + Pattern.quote(END), Pattern.DOTALL);

    private static final String VERDICT = " <!-- verdict -->\n";
    private static final Pattern FIRST_LINE = Pattern.compile("\\A.*" + Pattern.quote(VERDICT));

    private Report() {}

    /** Takes the folder with the results, the folder for the plots, and the documents to update. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 3) {
            throw new IllegalArgumentException("Usage: Report <results folder> <plots folder> <document>...");
        }
        List<Run> runs = Run.allIn(Path.of(arguments[0]));
        Plots.write(runs, Path.of(arguments[1]));
        for (String document : List.of(arguments).subList(2, arguments.length)) {
            update(Path.of(document), runs);
        }
    }

    static void update(Path document, List<Run> runs) throws IOException {
        String text = FIRST_LINE
                .matcher(Files.readString(document))
                .replaceFirst(Matcher.quoteReplacement(Verdict.of(runs) + VERDICT));
        Matcher sections = SECTION.matcher(text);
        Files.writeString(
                document,
                sections.replaceAll(section -> Matcher.quoteReplacement(
                        section.group(1) + "\n" + Sections.of(section.group(2), runs) + "\n" + END)));
    }
}
