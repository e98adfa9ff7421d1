package io.keystile.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Records which contracts have run, for the table of tested containers in {@code docs/adapters.md}. */
public final class ContractReport {
    private static final Path FOLDER = Path.of("target", "contract");

    private ContractReport() {}

    /**
     * Writes one line with tab-separated fields to a file of the contract's own. Call it after all tests of the
     * contract.
     *
     * @param contract the test class, which names the file
     * @param container the name of the container and the version that it reports
     * @param adapter the adapter under test, for example {@code servlet filter}
     * @param protocol the protocol of the requests, for example {@code HTTP/1.1}
     */
    public static void write(Class<?> contract, String container, String adapter, String protocol) throws IOException {
        Files.createDirectories(FOLDER);
        String line = String.join("\t", container, adapter, protocol) + "\n";
        Files.writeString(FOLDER.resolve(contract.getSimpleName() + ".txt"), line);
    }
}
