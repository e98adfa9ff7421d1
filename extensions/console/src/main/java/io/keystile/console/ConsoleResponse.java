package io.keystile.console;

import io.keystile.adapter.HttpHeader;
import java.util.List;

/**
 * The console's response: sent as it is, with every header and with the body in UTF-8. Immutable.
 *
 * @param status the status code
 * @param headers the field lines, {@code Content-Type} included
 * @param body the body; may be empty. It may have the plaintext of a key in it, so do not log it
 */
public record ConsoleResponse(int status, List<HttpHeader> headers, String body) {
    /** Copies the headers. */
    public ConsoleResponse {
        headers = List.copyOf(headers);
    }

    /** Returns the status only: the body may hold the plaintext of a key. */
    @Override
    public String toString() {
        return "ConsoleResponse[" + status + "]";
    }
}
