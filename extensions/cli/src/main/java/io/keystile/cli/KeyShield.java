package io.keystile.cli;

import java.util.regex.Pattern;

/** Rejects keys on the command line, where the shell's history and the {@code ps} of other users show them. */
final class KeyShield {
    /** Matches a complete or nearly complete key of any brand, anywhere in an argument. */
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9]{1,15}_[a-z][a-z0-9]{1,11}_[0-9A-Za-z]{40,}");

    private KeyShield() {}

    /**
     * Requires that no argument contains a key. Runs before the arguments are parsed, so that no message quotes a key.
     *
     * @throws CliException if an argument contains a key
     */
    static void requireNoKey(String... arguments) {
        for (String argument : arguments) {
            if (KEY.matcher(argument).find()) {
                throw CliException.wrongUse(
                        "An argument looks like a whole key. Other users and the shell's history can"
                                + " see it, so revoke that key. Commands take a key's id, the 12 characters after the"
                                + " environment; \"verify\" reads a key from standard input");
            }
        }
    }
}
