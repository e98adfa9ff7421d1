package io.keystile.jdbc;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Stack traces as text, as a log shows them. */
final class StackTraces {
    private StackTraces() {}

    static String textOf(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
