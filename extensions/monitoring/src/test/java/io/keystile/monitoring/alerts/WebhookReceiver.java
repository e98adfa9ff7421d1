package io.keystile.monitoring.alerts;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** A webhook server on the loopback interface. Records each request, and responds as prepared, otherwise with 204. */
final class WebhookReceiver implements AutoCloseable {
    /** A received request. A missing header is empty. */
    record Message(String id, String timestamp, String signature, String contentType, String body) {}

    /** A prepared response. An empty {@code retryAfter} is not sent. */
    record Response(int status, String retryAfter, boolean endless) {}

    final List<Message> messages = new CopyOnWriteArrayList<>();
    private final Queue<Response> responses = new ConcurrentLinkedQueue<>();
    /** Queues each request for tests that wait for one. */
    final BlockingQueue<Message> arrivals = new LinkedBlockingQueue<>();

    private final HttpServer server;

    WebhookReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/alerts", this::receive);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/alerts");
    }

    /** Prepares a response. Responses are sent in the order prepared. */
    void prepareResponse(int status, String retryAfter) {
        responses.add(new Response(status, retryAfter, false));
    }

    /** Prepares a response whose body never ends. */
    void prepareEndlessResponse(int status) {
        responses.add(new Response(status, "", true));
    }

    private void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Message message = new Message(
                header(exchange, WebhookAlerts.ID_HEADER),
                header(exchange, WebhookAlerts.TIMESTAMP_HEADER),
                header(exchange, WebhookAlerts.SIGNATURE_HEADER),
                header(exchange, "Content-Type"),
                body);
        messages.add(message);
        arrivals.add(message);
        Response response = responses.poll();
        if (response != null && !response.retryAfter().isEmpty()) {
            exchange.getResponseHeaders().set("Retry-After", response.retryAfter());
        }
        if (response != null && response.status() / 100 == 3) {
            exchange.getResponseHeaders().set("Location", uri() + "/elsewhere");
        }
        if (response != null && response.endless()) {
            exchange.sendResponseHeaders(response.status(), 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            return;
        }
        exchange.sendResponseHeaders(response == null ? 204 : response.status(), -1);
        exchange.close();
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
