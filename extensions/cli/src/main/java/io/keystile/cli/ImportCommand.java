package io.keystile.cli;

import io.keystile.admin.ImportResult;
import io.keystile.store.RecordsDocument;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Imports exported workspaces and keys. */
@Command(
        name = "import",
        description = {
            "Imports workspaces and keys that were exported.",
            "",
            "All are imported, or none. Existing workspaces and keys stay unchanged, so an import can be repeated."
                    + " Those deleted since the export are restored.",
            "",
            "With --json: one object with workspaces and keys, the numbers added, and present, the number of keys that"
                    + " already existed."
        },
        footer = {
            "",
            "Examples:",
            "  keystile keys import keys-backup.json",
            "  keystile keys export --store file:old.json | keystile keys import - --store file:new.json"
        })
final class ImportCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    private final KeystileCommand keystile;

    @Parameters(index = "0", paramLabel = "FILE", description = "The file to read; - is standard input.")
    private String file = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ImportCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        Surroundings surroundings = keystile.surroundings();
        byte[] content = file.equals(STANDARD_INPUT) ? NamedFile.readAll(surroundings.in()) : NamedFile.read(file);
        RecordsDocument document = parse(content);
        try (Session session = keystile.openOrCreate()) {
            ImportResult result = session.keys().importRecords(session.actor(), document);
            surroundings.out().line(json ? json(result) : text(result));
            return ExitCode.DONE;
        }
    }

    private RecordsDocument parse(byte[] content) {
        try {
            return RecordsDocument.parse(content);
        } catch (IllegalArgumentException e) {
            String source = file.equals(STANDARD_INPUT) ? "standard input" : file;
            throw CliException.failed("Cannot import " + source + ": " + e.getMessage() + "; nothing was imported", e);
        }
    }

    private static String json(ImportResult result) {
        return Json.object()
                .put("workspaces", result.workspaces())
                .put("keys", result.keys())
                .put("present", result.present())
                .toString();
    }

    private static String text(ImportResult result) {
        return "Imported " + result.keys() + " key(s) and " + result.workspaces() + " workspace(s); " + result.present()
                + " key(s) already existed.";
    }
}
