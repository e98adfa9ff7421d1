package io.keystile.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.logging.LogManager;

/** The entry point of the command {@code keystile}; {@code --help} documents it. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        // Drivers log URLs that they cannot parse, including the password.
        LogManager.getLogManager().reset();
        // Not System.out, because a PrintStream hides write errors.
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        OutputStream err = new FileOutputStream(FileDescriptor.err);
        System.exit(run(args, System.in, out, err, System.getenv()));
    }

    /** Runs one command and returns its exit code. */
    static int run(String[] args, InputStream in, OutputStream out, OutputStream err, Map<String, String> environment) {
        return run(args, new Surroundings(in, new Output(out), new Output(err), environment, InstantSource.system()));
    }

    static int run(String[] args, Surroundings surroundings) {
        Failures failures = new Failures(surroundings);
        try {
            KeyShield.requireNoKey(args);
            int exitCode = CommandTree.of(surroundings, failures).execute(args);
            if (exitCode != ExitCode.WRONG_USE && exitCode != ExitCode.FAILED) {
                surroundings.out().flush();
            }
            return exitCode;
        } catch (Throwable e) { // a stack trace is printed only if KEYSTILE_DEBUG is set
            return failures.end(e);
        }
    }
}
