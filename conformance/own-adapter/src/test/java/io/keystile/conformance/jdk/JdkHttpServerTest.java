package io.keystile.conformance.jdk;

import com.sun.net.httpserver.HttpServer;
import io.keystile.testkit.ContractApplication;
import io.keystile.testkit.ContractServer;
import io.keystile.testkit.HttpContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

// begin
class JdkHttpServerTest extends HttpContract {
    @Override
    protected ContractServer start(ContractApplication application) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        ApiKeyHandler handler = new ApiKeyHandler(
                application.authenticator(), ContractHandler.routes(), new ContractHandler(application));
        server.createContext("/", exchange -> {
            application
                    .earlierFields()
                    .forEach(field -> exchange.getResponseHeaders().add(field.name(), field.value()));
            handler.handle(exchange);
        });
        server.start();
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new ContractServer(base, () -> {
            server.stop(0);
            threads.shutdownNow();
        });
    }
}
// end
