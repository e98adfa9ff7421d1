package io.keystile.conformance.jersey;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthenticatorBuilder;
import io.keystile.jaxrs.ApiKeyFeature;
import io.keystile.model.ApiKeySettings;
import io.keystile.testkit.Answer;
import io.keystile.testkit.TestKeys;
import io.keystile.testkit.WireClient;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.net.URI;
import java.util.function.UnaryOperator;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpServerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.Test;

/** A server without servlets, and an application that sets no {@link io.keystile.jaxrs.PeerConnection}. */
class UnknownConnectionTest {
    private final TestKeys keys = new TestKeys();

    /** The only resource. */
    @Path("resource")
    public static class Resource {
        /** Creates the resource; called by Jersey. */
        public Resource() {}

        @GET
        public String get() {
            return "resource";
        }
    }

    private Answer get(UnaryOperator<AuthenticatorBuilder> change, String key) {
        try (ApiKeyAuthenticator authenticator =
                change.apply(keys.authenticator()).build()) {
            ResourceConfig config = new ResourceConfig(Resource.class).register(new ApiKeyFeature(authenticator));
            HttpServer server = GrizzlyHttpServerFactory.createHttpServer(URI.create("http://127.0.0.1:0/"), config);
            try {
                int port = server.getListener("grizzly").getPort();
                return new WireClient(URI.create("http://127.0.0.1:" + port)).get("/resource", TestKeys.bearer(key));
            } finally {
                server.shutdownNow();
            }
        }
    }

    @Test
    void requestCountsAsClearText() {
        Answer answer = get(builder -> builder, keys.issue());

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.problemType()).endsWith(":https-required");
    }

    @Test
    void keyWithAnAllowlistIsDeniedEvenIfClearTextIsAllowed() {
        String restricted =
                keys.issue("enterprise", ApiKeySettings.named("restricted").withAllowlist("0.0.0.0/0", "::/0"));

        Answer answer = get(AuthenticatorBuilder::insecurelyAllowClearText, restricted);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.problemType()).endsWith(":ip-not-allowed");
    }

    @Test
    void keyWithoutAnAllowlistIsGrantedIfClearTextIsAllowed() {
        assertThat(get(AuthenticatorBuilder::insecurelyAllowClearText, keys.issue())
                        .status())
                .isEqualTo(200);
    }
}
