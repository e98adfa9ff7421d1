package io.keystile.conformance.webflux;

import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.AuthenticatorBuilder;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.Routes;
import io.keystile.conformance.Connection;
import io.keystile.conformance.Deployment;
import io.keystile.conformance.ServerCertificate;
import io.keystile.conformance.TomcatContainer;
import io.keystile.model.ApiKeySettings;
import io.keystile.net.ClientAddressResolver;
import io.keystile.net.ForwardingHeader;
import io.keystile.net.IpAllowlist;
import io.keystile.spring.webflux.ApiKeyWebFilter;
import io.keystile.spring.webflux.ExchangeAuthenticator;
import io.keystile.testkit.Answer;
import io.keystile.testkit.ContractServer;
import io.keystile.testkit.TestKeys;
import io.keystile.testkit.WireClient;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.Map;
import java.util.Objects;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.TomcatHttpHandlerAdapter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.ForwardedHeaderTransformer;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.netty.http.server.HttpServer;

/** The peer is that of the TCP connection, whatever rewrites the address of the request. */
class PeerTest {
    private static final String FOR = "X-Forwarded-For: 192.0.2.1";
    private static final String HTTPS = "X-Forwarded-Proto: https";

    private final TestKeys keys = new TestKeys();
    private final String key = keys.issue();

    @RestController
    static class Remote {
        @GetMapping("/remote")
        String remote(ServerWebExchange exchange) {
            return Objects.requireNonNull(exchange.getRequest().getRemoteAddress())
                    .getHostString();
        }
    }

    private static HttpServer overTls() throws Exception {
        KeyManagerFactory certificate = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        certificate.init(ServerCertificate.keyStore(), ServerCertificate.PASSWORD.toCharArray());
        SslContext tls = SslContextBuilder.forServer(certificate).build();
        return HttpServer.create().secure(spec -> spec.sslContext(tls));
    }

    private Answer get(HttpServer server, boolean transformed, AuthenticatorBuilder builder, String... headers)
            throws Exception {
        try (var authenticator = builder.build()) {
            ContractServer started = WebFluxServers.start(server, "", context -> {
                if (transformed) {
                    context.registerBean("forwardedHeaderTransformer", ForwardedHeaderTransformer.class);
                }
                context.registerBean(
                        ApiKeyWebFilter.class,
                        () -> new ApiKeyWebFilter(
                                ExchangeAuthenticator.of(authenticator, HttpResponses.of(authenticator)),
                                Routes.protectAll()));
                context.register(Remote.class);
            });
            SocketFactory sockets = started.base().getScheme().equals("https")
                    ? ServerCertificate.context().getSocketFactory()
                    : SocketFactory.getDefault();
            try {
                return new WireClient(started.base(), sockets).get("/remote", headers);
            } finally {
                started.stop().close();
            }
        }
    }

    private static void assertInClearText(Answer answer) {
        assertThat(answer.status()).as(answer.raw()).isEqualTo(403);
        assertThat(answer.problemType()).endsWith(":https-required");
    }

    @Test
    void keyIsAcceptedOverTls() throws Exception {

        Answer answer = get(overTls(), false, keys.authenticator(), bearer(key), FOR);

        assertThat(answer.status()).as(answer.raw()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "false, X-Forwarded-For: 127.0.0.1",
        "false, X-Forwarded-Proto: https",
        "true, X-Forwarded-For: 127.0.0.1",
        "true, X-Forwarded-Proto: https",
        "true, Forwarded: for=127.0.0.1;proto=https"
    })
    void headerOfAClientMakesNoCallLocalOrEncrypted(boolean transformed, String header) throws Exception {
        HttpServer server = HttpServer.create().forwarded(true);

        assertInClearText(get(server, transformed, keys.authenticator(), bearer(key), header));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void headerOfATrustedProxyCountsAlsoIfSpringRemovesIt(boolean transformed) throws Exception {
        String bound = keys.issue("enterprise", ApiKeySettings.named("bound").withAllowlist("192.0.2.1"));
        AuthenticatorBuilder behindProxy = keys.authenticator()
                .clientAddresses(
                        ClientAddressResolver.behind(IpAllowlist.of("127.0.0.1"), ForwardingHeader.X_FORWARDED_FOR));

        Answer answer = get(HttpServer.create(), transformed, behindProxy, bearer(bound), FOR, HTTPS);

        assertThat(answer.status()).as(answer.raw()).isEqualTo(200);
        assertThat(answer.body())
                .as("the address that the application sees")
                .isEqualTo(transformed ? "192.0.2.1" : "127.0.0.1");
    }

    @Test
    void addressOfTheConnectionIsHeldToTheAllowlistWithoutTrustedProxies() throws Exception {
        String bound = keys.issue("enterprise", ApiKeySettings.named("bound").withAllowlist("192.0.2.1"));

        Answer answer = get(overTls().forwarded(true), true, keys.authenticator(), bearer(bound), FOR);

        assertThat(answer.status()).as(answer.raw()).isEqualTo(403);
        assertThat(answer.problemType()).endsWith(":ip-not-allowed");
    }

    /** Serves WebFlux in Tomcat, where Spring's own view of a request tells TLS only with a client's certificate. */
    private Answer getOnTomcat(Connection connection, String... headers) throws Exception {
        try (var authenticator = keys.authenticator().build();
                var context = new AnnotationConfigApplicationContext()) {
            context.register(WebFluxServers.Infrastructure.class, Remote.class);
            context.registerBean("forwardedHeaderTransformer", ForwardedHeaderTransformer.class);
            context.registerBean(
                    ApiKeyWebFilter.class,
                    () -> new ApiKeyWebFilter(
                            ExchangeAuthenticator.of(authenticator, HttpResponses.of(authenticator)),
                            Routes.protectAll()));
            context.refresh();
            HttpHandler handler =
                    WebHttpHandlerBuilder.applicationContext(context).build();
            Deployment deployment = new Deployment(
                    "",
                    servlets -> {
                        var servlet = servlets.addServlet("webflux", new TomcatHttpHandlerAdapter(handler));
                        servlet.setAsyncSupported(true);
                        servlet.addMapping("/*");
                    },
                    Map.of(),
                    connection);
            ContractServer started = new TomcatContainer().start(deployment);
            SocketFactory sockets = connection == Connection.TLS
                    ? ServerCertificate.context().getSocketFactory()
                    : SocketFactory.getDefault();
            try {
                return new WireClient(started.base(), sockets).get("/remote", headers);
            } finally {
                started.stop().close();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"TLS, 200", "DECLARED_SECURE, 403", "CLEAR, 403"})
    void onlyTheConnectionCountsOnTomcat(Connection connection, int status) throws Exception {
        Answer answer = getOnTomcat(connection, bearer(key), "X-Forwarded-For: 127.0.0.1", HTTPS);

        assertThat(answer.status()).as(answer.raw()).isEqualTo(status);
    }
}
