package io.keystile.jdbc;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a log would show of an exception. */
final class Causes {
    private Causes() {}

    static String textOf(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
