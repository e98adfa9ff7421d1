package io.keystile.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.logging.LogManager;

/** The command {@code keystile}; {@code --help} says what it does. */
public final class Main {
    private Main() {}

    /** Runs one command, and ends the process with its exit code. */
    public static void main(String[] args) {
        // Drivers log URLs that they do not understand, with the password in them.
        LogManager.getLogManager().reset();
        // Not System.out, which keeps it to itself when nobody reads on.
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        OutputStream err = new FileOutputStream(FileDescriptor.err);
        System.exit(run(args, System.in, out, err, System.getenv()));
    }

    /** Runs one command, and returns its exit code. */
    static int run(String[] args, InputStream in, OutputStream out, OutputStream err, Map<String, String> environment) {
        return run(args, new Surroundings(in, new Output(out), new Output(err), environment, InstantSource.system()));
    }

    static int run(String[] args, Surroundings surroundings) {
        Failures failures = new Failures(surroundings);
        try {
            KeyShield.requireNoKey(args);
            int exitCode = CommandTree.of(surroundings, failures).execute(args);
            if (exitCode == ExitCode.DONE || exitCode == ExitCode.REFUSED) {
                surroundings.out().flush();
            }
            return exitCode;
        } catch (Throwable e) { // so that nobody ever sees a stack trace who has not asked for one
            return failures.end(e);
        }
    }
}
