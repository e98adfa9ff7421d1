package io.keystile.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.keystile.ApiKeyPrincipal;
import io.keystile.Keystile;
import io.keystile.adapter.Routes;
import io.keystile.admin.Actor;
import io.keystile.admin.IssuedKey;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.WorkspaceRecord;
import io.keystile.servlet.ApiKeyFilter;
import io.keystile.store.InMemoryApiKeyStore;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Runs the servlet and the WebSocket endpoint of docs/streams.md, and revokes the key that they were opened with. */
class StreamGuideTest {
    private static final Actor ADMIN = Actor.system("test");

    @TempDir
    private Path folder;

    private final Keystile keystile = Keystile.builder(new InMemoryApiKeyStore(), "pk")
            .environments("live")
            .insecurelyAllowClearText()
            .build();
    private final IssuedKey key = keystile.keys()
            .createWorkspace(ADMIN, WorkspaceRecord.of("acme", "free"), "live", ApiKeySettings.named("stream"));
    private final Tomcat tomcat = new Tomcat();
    /** The contexts of the streams that were started. */
    private final BlockingQueue<AsyncContext> streams = new LinkedBlockingQueue<>();

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws Exception {
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector();
        Context context = tomcat.addContext("", folder.toString());
        context.addServletContainerInitializer(new WsSci(), Set.of());
        context.addServletContainerInitializer((classes, servlets) -> configure(servlets), Set.of());
        tomcat.start();
    }

    private void configure(ServletContext context) {
        // Without a servlet for all paths, Tomcat answers 404 before any filter runs.
        context.addServlet("default", new DefaultServlet()).addMapping("/");
        ApiKeyFilter.register(context, keystile, Routes.protectAll());
        ServletRegistration.Dynamic events =
                context.addServlet("events", new StreamGuideSnippets.EventServlet(keystile.authenticator()));
        events.addMapping("/events");
        events.setAsyncSupported(true);
        FilterRegistration.Dynamic observer = context.addFilter("observer", (request, response, chain) -> {
            chain.doFilter(request, response);
            if (request.isAsyncStarted()) {
                streams.add(request.getAsyncContext());
            }
        });
        observer.setAsyncSupported(true);
        observer.addMappingForServletNames(EnumSet.of(DispatcherType.REQUEST), true, "events");
        ServerContainer sockets = (ServerContainer) context.getAttribute("jakarta.websocket.server.ServerContainer");
        ServerEndpointConfig.Configurator configurator = new ServerEndpointConfig.Configurator() {
            @Override
            public <T> T getEndpointInstance(Class<T> type) {
                return type.cast(new StreamGuideSnippets.EchoEndpoint(keystile.authenticator()));
            }
        };
        try {
            sockets.addEndpoint(ServerEndpointConfig.Builder.create(StreamGuideSnippets.EchoEndpoint.class, "/echo")
                    .configurator(configurator)
                    .build());
        } catch (DeploymentException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        keystile.close();
    }

    private URI uri(String scheme, String path) {
        return URI.create(scheme + "://localhost:" + tomcat.getConnector().getLocalPort() + path);
    }

    private void revoke() {
        keystile.keys().revoke(ADMIN, key.record().id(), "leaked");
    }

    @Test
    void aStreamOfEventsEndsWhenItsKeyIsRevoked() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("http", "/events"))
                .header("Authorization", "Bearer " + key.reveal())
                .build();
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        try (BufferedReader events =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(events.readLine()).isEqualTo("data: hello");
            assertThat(events.readLine()).isEmpty();

            revoke();

            assertThat(events.readLine()).isNull();
        }
    }

    @Test
    void aStreamThatHasEndedIsNoLongerWatched() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("http", "/events"))
                .header("Authorization", "Bearer " + key.reveal())
                .build();
        CompletableFuture<String> body =
                client.sendAsync(request, BodyHandlers.ofString()).thenApply(HttpResponse::body);
        AsyncContext stream = streams.poll(20, TimeUnit.SECONDS);
        ApiKeyPrincipal caller = (ApiKeyPrincipal) ((HttpServletRequest) stream.getRequest()).getUserPrincipal();
        // So does the container when it cannot send to the client.
        stream.complete();
        assertThat(body.get(20, TimeUnit.SECONDS)).isEqualTo("data: hello\n\n");

        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger keystileLog = (Logger) LoggerFactory.getLogger("io.keystile");
        keystileLog.addAppender(log);
        try {
            revoke();
            awaitEndOf(caller);
            // One thread runs all actions, so those of the first end have run before this one.
            awaitEndOf(caller);
        } finally {
            keystileLog.detachAppender(log);
        }
        assertThat(log.list).as("an action for a stream that has ended fails").isEmpty();
    }

    private void awaitEndOf(ApiKeyPrincipal caller) throws Exception {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        keystile.authenticator().whenEnded(caller, () -> ended.complete(null));
        ended.get(20, TimeUnit.SECONDS);
    }

    @Test
    void aWebSocketIsClosedWith1008WhenItsKeyIsRevoked() throws Exception {
        Heard heard = new Heard();
        WebSocket socket = client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + key.reveal())
                .buildAsync(uri("ws", "/echo"), heard)
                .join();
        socket.sendText("hello", true).join();
        assertThat(heard.text.get(20, TimeUnit.SECONDS)).isEqualTo("hello");

        revoke();

        assertThat(heard.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1008);
    }

    @Test
    void aWebSocketWithoutAKeyIsDeniedAtItsHandshake() {
        CompletableFuture<WebSocket> opening = client.newWebSocketBuilder().buildAsync(uri("ws", "/echo"), new Heard());

        assertThatThrownBy(opening::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
    }

    private static final class Heard implements WebSocket.Listener {
        final CompletableFuture<String> text = new CompletableFuture<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.complete(data.toString());
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return CompletableFuture.completedFuture(null);
        }
    }
}
