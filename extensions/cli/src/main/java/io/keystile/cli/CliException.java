package io.keystile.cli;

import org.jspecify.annotations.Nullable;

/** Ends a command with an exit code. The message is one line for the user and contains no secret. */
final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CliException(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    static CliException refused(String message) {
        return new CliException(ExitCode.REFUSED, message, null);
    }

    static CliException wrongUse(String message) {
        return new CliException(ExitCode.WRONG_USE, message, null);
    }

    static CliException failed(String message, @Nullable Throwable cause) {
        return new CliException(ExitCode.FAILED, message, cause);
    }

    static CliException notTold(String message, Throwable cause) {
        return new CliException(ExitCode.NOT_TOLD, message, cause);
    }

    int exitCode() {
        return exitCode;
    }
}
