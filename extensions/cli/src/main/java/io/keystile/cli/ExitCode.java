package io.keystile.cli;

/** The exit codes of the process. Scripts depend on these numbers. */
final class ExitCode {
    /** The command succeeded, or the key is granted. */
    static final int DONE = 0;
    /** The key is denied, the key or workspace does not exist, or its state forbids the change. */
    static final int REFUSED = 1;
    /** The command line or a setting is invalid. */
    static final int WRONG_USE = 2;
    /** The store or a file could not be read or written. This code neither grants nor denies a key. */
    static final int FAILED = 3;
    /** The change is made, but the running nodes could not be told of it. */
    static final int NOT_TOLD = 4;

    private ExitCode() {}
}
