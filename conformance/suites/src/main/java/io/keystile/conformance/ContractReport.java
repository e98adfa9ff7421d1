package io.keystile.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes down what was held to a contract, for the table of what is tested. */
public final class ContractReport {
    private static final Path FOLDER = Path.of("target", "contract");

    private ContractReport() {}

    /**
     * Writes one line, fields between tabs, to a file of the contract's own; to be called when all of it has run.
     *
     * @param container its name and the version it says it has
     * @param adapter what was tested, for example {@code servlet filter}
     * @param protocol for example {@code HTTP/1.1}
     */
    public static void write(Class<?> contract, String container, String adapter, String protocol) throws IOException {
        Files.createDirectories(FOLDER);
        String line = String.join("\t", container, adapter, protocol) + "\n";
        Files.writeString(FOLDER.resolve(contract.getSimpleName() + ".txt"), line);
    }
}
