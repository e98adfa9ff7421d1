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

/** A server on the loopback interface that keeps what it was sent, and answers as it is told; 204 where it is not. */
final class Receiver implements AutoCloseable {
    /** What came: its headers, lower-case, and its body. */
    record Message(String id, String timestamp, String signature, String contentType, String body) {}

    /** What is answered; an empty {@code retryAfter} is not sent. */
    record Answer(int status, String retryAfter, boolean endless) {}

    final List<Message> messages = new CopyOnWriteArrayList<>();
    final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    /** Each request also waits here until it is taken; for tests that have to wait for one. */
    final BlockingQueue<Message> arrivals = new LinkedBlockingQueue<>();

    private final HttpServer server;

    Receiver() {
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

    void answers(int status, String retryAfter) {
        answers.add(new Answer(status, retryAfter, false));
    }

    /** The next answer has a body that never ends. */
    void answersWithoutEnd(int status) {
        answers.add(new Answer(status, "", true));
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
        Answer answer = answers.poll();
        if (answer != null && !answer.retryAfter().isEmpty()) {
            exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
        }
        if (answer != null && answer.status() / 100 == 3) {
            exchange.getResponseHeaders().set("Location", uri() + "/elsewhere");
        }
        if (answer != null && answer.endless()) {
            exchange.sendResponseHeaders(answer.status(), 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            return;
        }
        exchange.sendResponseHeaders(answer == null ? 204 : answer.status(), -1);
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
