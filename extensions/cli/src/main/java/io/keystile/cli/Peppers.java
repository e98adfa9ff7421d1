package io.keystile.cli;

import io.keystile.key.Pepper;
import io.keystile.key.SecretHasher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Parses configured peppers, each written {@code <version>=<base64>}. The suffix {@code :verify-only} marks a pepper
 * that hashes no new keys. Commas separate the peppers of a variable, line ends those of a file. In both, entries that
 * are blank or start with {@code #} are skipped. No message quotes a pepper.
 */
final class Peppers {
    static final String VARIABLE = "KEYSTILE_PEPPERS";

    private static final Pattern ENTRY = Pattern.compile("([1-9][0-9]{0,8})=([A-Za-z0-9+/]+={0,2})(:verify-only)?");

    private Peppers() {}

    /**
     * Returns a hasher with the peppers of the file or, if that is null, of the variable. If both are null, the hasher
     * is plain SHA-256.
     *
     * @throws CliException if the file cannot be read, a pepper is malformed, or the source contains none
     */
    static SecretHasher hasher(@Nullable String file, @Nullable String variable) {
        if (file != null) {
            return hasher("The pepper file", read(file).lines());
        }
        return variable == null ? SecretHasher.sha256() : hasher(VARIABLE, Stream.of(variable.split(",", -1)));
    }

    /** Reads the file without repeating its name, which may be the pepper itself by mistake. */
    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (NoSuchFileException | InvalidPathException e) {
            throw CliException.failed(
                    "There is no such file as --pepper-file names; it takes the path of a file, and never a pepper",
                    null);
        } catch (IOException e) {
            throw CliException.failed(
                    "The file that --pepper-file names cannot be read ("
                            + e.getClass().getSimpleName() + ")",
                    null);
        }
    }

    private static SecretHasher hasher(String source, Stream<String> entries) {
        List<Pepper> peppers = new ArrayList<>();
        entries.map(String::strip)
                .filter(entry -> !entry.isEmpty() && !entry.startsWith("#"))
                .forEach(entry -> peppers.add(pepper(source, entry, peppers.size() + 1)));
        if (peppers.isEmpty()) {
            throw CliException.wrongUse(source + " contains no pepper");
        }
        try {
            return SecretHasher.peppered(peppers.toArray(Pepper[]::new));
        } catch (IllegalArgumentException e) {
            throw CliException.wrongUse(source + ": " + e.getMessage());
        }
    }

    private static Pepper pepper(String source, String entry, int number) {
        Matcher parts = ENTRY.matcher(entry);
        if (!parts.matches()) {
            throw CliException.wrongUse(source + ": pepper no. " + number
                    + " must be <version>=<base64>, for example 1= and the output of \"pepper new\"");
        }
        try {
            int version = Integer.parseInt(parts.group(1));
            byte[] secret = Base64.getDecoder().decode(parts.group(2));
            return parts.group(3) == null ? Pepper.of(version, secret) : Pepper.verifyOnly(version, secret);
        } catch (IllegalArgumentException e) {
            throw CliException.wrongUse(source + ": pepper no. " + number + ": " + e.getMessage());
        }
    }
}
