package io.keystile.cli;

import io.keystile.json.JsonException;
import io.keystile.json.PlansJson;
import io.keystile.model.Plans;

/** Reads plans from a JSON file: a list of plans, or the servlet filter's configuration. */
final class PlansFile {
    private PlansFile() {}

    /**
     * Returns the plans in a file.
     *
     * @throws CliException if the file cannot be read or is malformed
     */
    static Plans read(String file) {
        try {
            return PlansJson.readDocument(NamedFile.read(file));
        } catch (JsonException e) {
            throw CliException.failed("Cannot read the plans in " + file + ": " + e.getMessage(), e);
        }
    }
}
