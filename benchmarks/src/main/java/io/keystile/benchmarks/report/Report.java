package io.keystile.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the tables and the plots of what was measured. */
public final class Report {
    private Report() {}

    /**
     * Takes the folder of results, the folder for plots, and the documents whose generated parts are to be written anew.
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 3) {
            throw new IllegalArgumentException("Give the results, the folder for plots, and the documents");
        }
        List<Run> runs = Run.allIn(Path.of(arguments[0]));
        Plots.write(runs, Path.of(arguments[1]));
        for (String document : List.of(arguments).subList(2, arguments.length)) {
            fill(Path.of(document), runs);
        }
    }

    static void fill(Path document, List<Run> runs) throws IOException {
        String text = Files.readString(document);
        Files.writeString(document, Document.fill(text, name -> Sections.of(name, runs)));
    }
}
