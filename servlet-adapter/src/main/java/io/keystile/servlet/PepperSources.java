package io.keystile.servlet;

import io.keystile.json.JsonObject;
import io.keystile.json.JsonValue;
import io.keystile.key.Pepper;
import io.keystile.key.SecretHasher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads peppers from the environment variables and files that the configuration names; it never contains a pepper. */
final class PepperSources {
    private static final String HOW = "write base64 of at least " + Pepper.MIN_BYTES
            + " random bytes into it, for example with: openssl rand -base64 " + Pepper.MIN_BYTES;

    /** The environment variables of the process. */
    interface Environment {
        @Nullable
        String get(String name);
    }

    private PepperSources() {}

    /**
     * Returns the hasher with the document's peppers, or null if it names none.
     *
     * @param environment gives the value of an environment variable, or null if there is none
     */
    static @Nullable SecretHasher hasher(JsonObject document, Environment environment) {
        if (!document.has("peppers")) {
            return null;
        }
        Pepper[] peppers = document.items("peppers").stream()
                .map(pepper -> pepper(pepper, environment))
                .toArray(Pepper[]::new);
        return document.get("peppers").checked(() -> SecretHasher.peppered(peppers));
    }

    private static Pepper pepper(JsonValue value, Environment environment) {
        JsonObject pepper = JsonObject.of(value, "version", "environmentVariable", "file", "verifyOnly");
        long version = pepper.number("version");
        if (version < 1 || version > Integer.MAX_VALUE) {
            throw pepper.get("version").wrong("write 1 for the first pepper, and one more for each that follows");
        }
        byte[] secret = pepper.has("file") ? inFile(pepper) : inVariable(pepper, environment);
        boolean signs = !pepper.flagOrFalse("verifyOnly");
        return value.checked(() -> signs ? Pepper.of((int) version, secret) : Pepper.verifyOnly((int) version, secret));
    }

    private static byte[] inVariable(JsonObject pepper, Environment environment) {
        JsonValue variable = pepper.get("environmentVariable");
        String value = environment.get(variable.text());
        if (value == null) {
            throw variable.wrong("there is no such environment variable; " + HOW);
        }
        return decoded(variable, value);
    }

    private static byte[] inFile(JsonObject pepper) {
        JsonValue file = pepper.get("file");
        if (pepper.has("environmentVariable")) {
            throw file.wrong("name either an environment variable or a file");
        }
        Path path = FilterConfiguration.path(file);
        try {
            return decoded(file, Files.readString(path));
        } catch (IOException e) {
            throw file.wrong("the file cannot be read; " + HOW);
        }
    }

    private static byte[] decoded(JsonValue source, String base64) {
        try {
            return Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            // The decoder's message may have characters of the secret.
            throw source.wrong("what it holds is not base64; " + HOW);
        }
    }
}
