package io.keystile.conformance.jdk;

import com.sun.net.httpserver.HttpExchange;
import io.keystile.Decision.Granted;
import io.keystile.Requirement;
import io.keystile.adapter.Routes;
import io.keystile.testkit.ContractApplication;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The resources of {@link ContractApplication}, and their routes. */
final class ContractHandler implements ApiKeyHandler.Resources {
    private static final String FLOW = "/flows/[^/]+";

    private static final String EITHER = "/either";

    private final ContractApplication application;

    ContractHandler(ContractApplication application) {
        this.application = application;
    }

    static Routes routes() {
        return Routes.protectAll()
                .open("GET /public")
                .open("GET /public/*")
                .require("GET /flows/*", "flows:read")
                .require("POST /flows/*/execute", "flows:execute")
                .require("/dear", Requirement.validKey().withCost(2))
                .require("/free", Requirement.validKey().withCost(0))
                .optional("GET " + EITHER, Requirement.permission("flows:read"))
                .require("/admin/**", "admin:all");
    }

    @Override
    public void handle(HttpExchange exchange, @Nullable Granted granted) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        if (method.equals("POST") && path.matches(FLOW + "/execute")) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            answer(exchange, 200, application.execute(body));
        } else if (method.equals("GET") || method.equals("HEAD")) {
            get(exchange, path, granted);
        } else {
            answer(exchange, 405, "");
        }
    }

    private void get(HttpExchange exchange, String path, @Nullable Granted granted) throws IOException {
        if (path.matches("/public(/[^/]*)?")) {
            answer(exchange, 200, application.publicPage());
        } else if (path.equals("/whoami")) {
            answer(exchange, 200, whoAmI(Objects.requireNonNull(granted)));
        } else if (path.equals(EITHER)) {
            answer(
                    exchange,
                    200,
                    application.either(
                            granted == null ? null : granted.principal().getName()));
        } else if (path.equals("/meeting")) {
            application.meet();
            answer(exchange, 200, whoAmI(Objects.requireNonNull(granted)));
        } else if (path.matches(FLOW) || path.equals("/dear") || path.equals("/free")) {
            answer(exchange, 200, application.resource());
        } else if (path.equals("/cached")) {
            exchange.getResponseHeaders().set("Cache-Control", "max-age=60");
            answer(exchange, 200, application.resource());
        } else if (path.equals("/fails")) {
            application.failure();
            answer(exchange, 500, "");
        } else if (path.equals("/streams")) {
            exchange.sendResponseHeaders(200, 0);
            try (exchange;
                    OutputStream out = exchange.getResponseBody()) {
                application.streamTo(out);
            }
        } else if (path.equals("/later")) {
            new Thread(() -> later(exchange)).start();
        } else if (path.matches("/admin/[^/]+")) {
            answer(exchange, 200, application.adminResource());
        } else {
            answer(exchange, 404, "");
        }
    }

    private String whoAmI(Granted granted) {
        boolean reads = granted.principal().hasPermission("flows:read");
        return application.whoAmI(
                granted.principal().getName(), granted.source().scheme(), reads);
    }

    private void later(HttpExchange exchange) {
        try {
            answer(exchange, 200, application.resource());
        } catch (IOException e) {
            exchange.close();
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}
