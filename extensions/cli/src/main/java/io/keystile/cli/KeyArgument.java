package io.keystile.cli;

import io.keystile.key.KeyId;
import picocli.CommandLine.Parameters;

/** The argument that names a key by its id. */
final class KeyArgument {
    @Parameters(
            index = "0",
            paramLabel = "ID",
            description = "The id of the key, as \"keys list\" shows it. Not the key itself.")
    private String text = "";

    KeyId id() {
        try {
            return new KeyId(text);
        } catch (IllegalArgumentException e) {
            throw CliException.wrongUse(
                    e.getMessage() + "; \"keys list\" shows the ids. Never give a whole key as an argument");
        }
    }
}
