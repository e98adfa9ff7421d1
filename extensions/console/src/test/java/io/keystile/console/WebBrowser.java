package io.keystile.console;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.FormElement;

/** A browser without JavaScript: follows links and redirections, and sends forms as browsers do. */
final class WebBrowser {
    private final HttpClient client = HttpClient.newHttpClient();
    private final String user;
    private Document page = new Document("");
    private int status;

    WebBrowser(String user) {
        this.user = user;
    }

    int status() {
        return status;
    }

    Document page() {
        return page;
    }

    String heading() {
        return page.expectFirst("h1").text();
    }

    WebBrowser open(URI address) {
        return send(HttpRequest.newBuilder(address).GET());
    }

    /** Follows the first link with this text. */
    WebBrowser click(String text) {
        for (Element link : page.select("a[href]")) {
            if (link.text().equals(text)) {
                return open(URI.create(link.absUrl("href")));
            }
        }
        throw new AssertionError("no link " + text + " on " + page.location() + " among "
                + page.select("a[href]").eachText());
    }

    /** Sends the form of a button, with its fields as they are and these values changed. */
    WebBrowser submit(String button, Map<String, String> values) {
        for (Element each : page.select("button[type=submit]")) {
            if (each.text().equals(button)) {
                return submit((FormElement) requireNonNull(each.closest("form")), values);
            }
        }
        throw new AssertionError("no button " + button + " on " + page.location());
    }

    private WebBrowser submit(FormElement form, Map<String, String> values) {
        List<String> fields = new ArrayList<>();
        form.formData().stream()
                .filter(field -> !values.containsKey(field.key()))
                .forEach(field -> fields.addAll(List.of(field.key(), field.value())));
        values.forEach((name, value) -> fields.addAll(List.of(name, value)));
        String encoded = TestRequest.formOf(fields.toArray(String[]::new));
        URI address = URI.create(form.absUrl("action"));
        return form.attr("method").equals("post")
                ? send(HttpRequest.newBuilder(address)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Sec-Fetch-Site", "same-origin")
                        .POST(BodyPublishers.ofString(encoded)))
                : open(address.resolve("?" + encoded));
    }

    private WebBrowser send(HttpRequest.Builder request) {
        HttpResponse<String> response = exchange(request.header(TestUsers.HEADER, user));
        for (int hops = 0; response.statusCode() == 303 && hops < 5; hops++) {
            URI next = response.uri()
                    .resolve(response.headers().firstValue("Location").orElseThrow());
            response = exchange(HttpRequest.newBuilder(next).header(TestUsers.HEADER, user));
        }
        status = response.statusCode();
        page = Jsoup.parse(response.body(), response.uri().toString());
        return this;
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
