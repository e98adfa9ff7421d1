package io.keystile.cli;

import io.keystile.admin.ConcurrentChangeException;
import io.keystile.admin.NotPermittedException;
import io.keystile.store.StoreException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports a failure in one line on standard error and maps it to an exit code. */
final class Failures {
    static final String DEBUG = "KEYSTILE_DEBUG";

    private static final Pattern WORD = Pattern.compile("-{0,2}[a-z][a-z-]{0,20}");

    private final Surroundings surroundings;

    Failures(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    IParameterExceptionHandler ofParameters() {
        return (failure, arguments) -> {
            String help = failure.getCommandLine().getCommandSpec().qualifiedName() + " --help";
            trace(failure);
            return say(ExitCode.WRONG_USE, explain(failure) + "; see: " + help);
        };
    }

    /** Quotes an unknown argument only if it is a short lower-case word, since anything else could be a secret. */
    private static String explain(ParameterException failure) {
        if (failure instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            return WORD.matcher(first).matches()
                    ? "Unknown command or option \"" + first + "\""
                    : "Unexpected argument or misspelled option";
        }
        return String.valueOf(failure.getMessage());
    }

    IExecutionExceptionHandler ofExecution() {
        return (failure, command, parsed) -> end(failure);
    }

    /** Reports a failure and returns its exit code. A broken pipe is not reported and counts as success. */
    int end(Throwable failure) {
        trace(failure);
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof CliException ended) {
            return say(ended.exitCode(), message);
        }
        if (failure instanceof UncheckedIOException unwritten) {
            return isBrokenPipe(unwritten)
                    ? ExitCode.DONE
                    : say(ExitCode.FAILED, "Standard output could not be written: " + message);
        }
        if (failure instanceof StoreException store) {
            return say(ExitCode.FAILED, StoreFailure.explain(store));
        }
        if (failure instanceof IllegalArgumentException || failure instanceof NotPermittedException) {
            return say(ExitCode.WRONG_USE, message);
        }
        if (failure instanceof IllegalStateException || failure instanceof ConcurrentChangeException) {
            return say(ExitCode.REFUSED, message);
        }
        return say(
                ExitCode.FAILED,
                "Unexpected error (" + failure.getClass().getSimpleName() + "); please report it with the output of "
                        + DEBUG + "=1");
    }

    /** Returns whether the reader closed the pipe, as {@code head} does after its last line. */
    private static boolean isBrokenPipe(UncheckedIOException failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
    }

    private int say(int exitCode, String message) {
        surroundings.tell("keystile: " + message);
        return exitCode;
    }

    private void trace(Throwable failure) {
        if (surroundings.variable(DEBUG) != null) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                surroundings.err().tryLine(traceOf(cause));
            }
        }
    }

    /**
     * Returns the stack trace of one throwable. Only messages of this project's exceptions are free of secrets: a
     * driver may quote the URL with its password, and the JDK an argument that is a pepper.
     */
    private static String traceOf(Throwable failure) {
        StringBuilder trace = new StringBuilder(failure.getClass().getName());
        if (failure.getClass().getName().startsWith("io.keystile.")) {
            trace.append(": ").append(Printable.of(String.valueOf(failure.getMessage())));
        }
        for (StackTraceElement frame : failure.getStackTrace()) {
            trace.append("\n\tat ").append(frame);
        }
        return trace.toString();
    }
}
