package io.keystile.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the tables and the plots of what was measured. */
public final class Report {
    private Report() {}

    /**
     * Takes the folder of results, the document whose generated parts are to be written anew, and the folder for plots.
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("Give the results, the document, and the folder for plots");
        }
        write(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
    }

    static void write(Path results, Path document, Path plots) throws IOException {
        List<Run> runs = Run.allIn(results);
        String text = Files.readString(document);
        Files.writeString(document, Document.fill(text, name -> Sections.of(name, runs)));
        Plots.write(runs, plots);
    }
}
