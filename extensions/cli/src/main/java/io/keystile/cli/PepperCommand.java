package io.keystile.cli;

import io.keystile.key.Pepper;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What there is to do with peppers. */
@Command(
        name = "pepper",
        description =
                "Makes peppers: secrets of the application's that go into every hash, so that a stolen store alone is"
                        + " of no use for testing keys.",
        footer = {"", "Example:", "  (umask 077; echo \"1=$$(keystile pepper new)\" > peppers)"})
final class PepperCommand {

    /** Draws a pepper. */
    @Command(
            name = "new",
            description =
                    "Prints 32 random bytes in base64. Keep them outside the store; the application and this command"
                            + " need the same peppers.",
            footer = {"", "Example:", "  (umask 077; echo \"1=$$(keystile pepper new)\" > peppers)"})
    static final class New implements Callable<Integer> {
        private final KeystileCommand keystile;

        New(KeystileCommand keystile) {
            this.keystile = keystile;
        }

        @Override
        public Integer call() {
            byte[] secret = new byte[Pepper.MIN_BYTES];
            new SecureRandom().nextBytes(secret);
            keystile.surroundings().out().line(Base64.getEncoder().encodeToString(secret));
            return ExitCode.DONE;
        }
    }
}
