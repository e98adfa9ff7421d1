package io.keystile.cli;

import io.keystile.json.JsonException;
import io.keystile.json.PlansJson;
import io.keystile.model.Plans;
import org.jspecify.annotations.Nullable;

/** Reads plans from a JSON file: a list of plans, or the servlet filter's configuration. */
final class PlansFile {
    private PlansFile() {}

    /**
     * Returns the plans in a file, or the standard plans if {@code file} is null.
     *
     * @throws CliException if the file cannot be read or is malformed
     */
    static Plans read(@Nullable String file) {
        if (file == null) {
            return Plans.standard();
        }
        try {
            return PlansJson.readDocument(NamedFile.read(file));
        } catch (JsonException e) {
            throw CliException.failed("Cannot read the plans in " + file + ": " + e.getMessage(), e);
        }
    }
}
