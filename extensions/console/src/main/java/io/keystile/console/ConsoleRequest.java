package io.keystile.console;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to the console, whatever server or framework received it. Used by one thread.
 *
 * <p>{@link ConsoleServlet} makes it of a servlet request; another front makes it of its own.
 */
public interface ConsoleRequest {
    /** Returns the method as it was sent, for example {@code GET}. */
    String method();

    /**
     * Returns the path below the place where the console is mounted, decoded as the container decodes it. It begins
     * with a slash, or is empty if that place was requested without one.
     */
    String path();

    /** Returns the whole path as it was sent, not decoded and without the query. */
    String uri();

    /** Returns the query as it was sent, without the question mark; null if there is none. */
    @Nullable
    String query();

    /**
     * Returns the values of a header, one for each field line; empty if it was not sent. Over HTTP/2 and later, {@code
     * Host} is the authority.
     *
     * @param name the name, in any case
     */
    List<String> headers(String name);

    /**
     * Reads the body. Called once at most.
     *
     * @param atMost the number of bytes after which reading stops
     * @throws IOException if the client or the connection failed
     */
    byte[] body(int atMost) throws IOException;

    /**
     * Returns the request of the server or framework, for example a {@code HttpServletRequest}, or its user principal,
     * for example an {@link io.keystile.ApiKeyPrincipal}, so that the application can ask its own log-in who sent it.
     *
     * @return empty if neither is of this type
     */
    <T> Optional<T> unwrap(Class<T> type);
}
