package io.keystile.examples.springboot;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.ApiKeyPrincipal;
import io.keystile.GrantWatch;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The Java blocks of docs/streams.md, compiled and run by {@link StreamGuideTest}. */
final class StreamGuideSnippets {
    private StreamGuideSnippets() {}

    // begin docs/streams.md
    /** Sends events until the client leaves or the key no longer works. */
    static class EventServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final transient ApiKeyAuthenticator authenticator;

        EventServlet(ApiKeyAuthenticator authenticator) {
            this.authenticator = authenticator;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            ApiKeyPrincipal caller = (ApiKeyPrincipal) request.getUserPrincipal();
            response.setContentType("text/event-stream");
            response.getWriter().print("data: hello\n\n");
            response.flushBuffer();
            AsyncContext async = request.startAsync();
            async.setTimeout(0);
            async.addListener(new EndOfStream(authenticator.whenEnded(caller, async::complete)));
        }
    }

    /** Stops watching the key when its stream has ended, for example because the client left. */
    record EndOfStream(GrantWatch watch) implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            watch.close();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // The container calls onComplete next.
        }

        @Override
        public void onError(AsyncEvent event) {
            // The container calls onComplete next.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
    // end

    // begin docs/streams.md
    /** Echoes messages until the key no longer works; then closes with 1008 (RFC 6455 section 7.4.1). */
    static class EchoEndpoint extends Endpoint {
        private final ApiKeyAuthenticator authenticator;
        private final Map<Session, GrantWatch> watches = new ConcurrentHashMap<>();

        EchoEndpoint(ApiKeyAuthenticator authenticator) {
            this.authenticator = authenticator;
        }

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            ApiKeyPrincipal caller = (ApiKeyPrincipal) session.getUserPrincipal();
            watches.put(session, authenticator.whenEnded(caller, () -> close(session)));
            RemoteEndpoint.Async client = session.getAsyncRemote();
            session.addMessageHandler(String.class, text -> client.sendText(text, sent -> {}));
        }

        @Override
        public void onClose(Session session, CloseReason reason) {
            GrantWatch watch = watches.remove(session);
            if (watch != null) {
                watch.close();
            }
        }

        private static void close(Session session) {
            try {
                session.close(new CloseReason(CloseCodes.VIOLATED_POLICY, "The API key no longer works"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
    // end
}
