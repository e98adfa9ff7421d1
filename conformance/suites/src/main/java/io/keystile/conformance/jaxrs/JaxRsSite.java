package io.keystile.conformance.jaxrs;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthEvent;
import io.keystile.jaxrs.ApiKeyFeature;
import io.keystile.testkit.ContractServer;
import io.keystile.testkit.TestKeys;
import io.keystile.testkit.WireClient;
import jakarta.ws.rs.core.Application;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A server with resources of all kinds.
 *
 * @param keys what it accepts
 * @param runs how often protected code of a resource has run
 * @param heard what the authenticator has decided
 * @param client sends it requests
 * @param server to be stopped in the end
 * @param authenticator to be closed in the end
 */
record JaxRsSite(
        TestKeys keys,
        AtomicInteger runs,
        Queue<AuthEvent> heard,
        WireClient client,
        ContractServer server,
        ApiKeyAuthenticator authenticator) {

    /** Starts a server with an application that is protected by an authenticator. */
    interface Starter {
        ContractServer start(Application application, ApiKeyAuthenticator authenticator) throws Exception;
    }

    static JaxRsSite start(UnaryOperator<ApiKeyFeature> change, Starter starter) throws Exception {
        TestKeys keys = new TestKeys();
        AtomicInteger runs = new AtomicInteger();
        Queue<AuthEvent> heard = new ConcurrentLinkedQueue<>();
        ApiKeyAuthenticator authenticator =
                keys.authenticator().inlineListener(heard::add).build();
        Application application = new JaxRsApplication(
                change.apply(new ApiKeyFeature(authenticator)),
                new LocatingResource(runs),
                new OverlapResource(runs),
                new MethodOverrideFilter(),
                new GuardedLocators(runs),
                new CoveringResource(),
                new InheritingResource(runs),
                new OpenResource(runs),
                new AnsweringResource(runs),
                new MappedExceptionMapper(),
                new EverywhereFilter());
        ContractServer server = starter.start(application, authenticator);
        return new JaxRsSite(keys, runs, heard, new WireClient(server.base()), server, authenticator);
    }

    void close() throws Exception {
        server.stop().close();
        authenticator.close();
    }
}
