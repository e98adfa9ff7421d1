package io.keystile.cli;

import java.util.regex.Pattern;

/** Keeps keys off the command line, where the shell's history and everybody's {@code ps} see them. */
final class KeyShield {
    /** Whatever could be a key of any brand, whole or nearly whole, wherever it stands. */
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9]{1,15}_[a-z][a-z0-9]{1,11}_[0-9A-Za-z]{40,}");

    private KeyShield() {}

    /**
     * Looks at the arguments before anything else does, so that no message can repeat a key.
     *
     * @throws CliException if one of them has a key in it
     */
    static void requireNoKey(String... arguments) {
        for (String argument : arguments) {
            if (KEY.matcher(argument).find()) {
                throw CliException.wrongUse("That looks like a whole key, and the command line is no place for one: the"
                        + " shell's history and other users can see it. Revoke that key. Name keys by their id, the 12"
                        + " characters after the environment; \"verify\" reads a key from standard input");
            }
        }
    }
}
