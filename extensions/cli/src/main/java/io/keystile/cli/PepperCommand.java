package io.keystile.cli;

import io.keystile.key.Pepper;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The group of commands for peppers. */
@Command(
        name = "pepper",
        description =
                "Creates peppers. A pepper is a secret of the application that enters every hash, so a stolen store"
                        + " alone is not enough to test keys.",
        footer = {"", "Example:", "  (umask 077; echo \"1=$$(keystile pepper new)\" > peppers)"})
final class PepperCommand {

    /** Generates a pepper. */
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
