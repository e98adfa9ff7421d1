package io.keystile.cli;

/** What a command ends with. Scripts depend on these numbers. */
final class ExitCode {
    /** It is done, or the key is granted. */
    static final int DONE = 0;
    /** The key is denied, what was named does not exist, or its state does not allow it. */
    static final int REFUSED = 1;
    /** The command line, or a setting, is wrong. */
    static final int WRONG_USE = 2;
    /** The store, or a file, could not be read or written; nothing is said about any key. */
    static final int FAILED = 3;

    private ExitCode() {}
}
