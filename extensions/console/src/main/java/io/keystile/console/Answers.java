package io.keystile.console;

import io.keystile.adapter.HttpHeader;
import java.util.List;

/** Makes responses. */
final class Answers {
    private Answers() {}

    static ConsoleResponse html(int status, String body) {
        return new ConsoleResponse(status, List.of(new HttpHeader("Content-Type", "text/html;charset=utf-8")), body);
    }

    /** Returns a redirection to another page, which the browser gets with {@code GET}. */
    static ConsoleResponse redirect(String location) {
        return new ConsoleResponse(303, List.of(new HttpHeader("Location", location)), "");
    }
}
