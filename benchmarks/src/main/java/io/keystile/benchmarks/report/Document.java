package io.keystile.benchmarks.report;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text in Markdown, of which what stands between markers is generated. */
final class Document {
    private static final String END = "<!-- end -->";
    private static final Pattern GENERATED =
            Pattern.compile("(<!-- results:([a-z-]+) -->\n).*?" + Pattern.quote(END), Pattern.DOTALL);

    private Document() {}

    /** Fills in each part by its name, and leaves all else as it is. */
    static String fill(String text, UnaryOperator<String> parts) {
        return GENERATED
                .matcher(text)
                .replaceAll(match ->
                        Matcher.quoteReplacement(match.group(1) + "\n" + parts.apply(match.group(2)) + "\n" + END));
    }
}
