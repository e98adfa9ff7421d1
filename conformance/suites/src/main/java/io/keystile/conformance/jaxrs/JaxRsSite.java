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
 * A server under test, with resources of all kinds.
 *
 * @param keys issues the keys that the server accepts
 * @param runs how many times protected code of a resource has run
 * @param events the decisions of the authenticator
 * @param client sends requests to the server
 * @param server the server, which {@link #close} stops
 * @param authenticator the authenticator, which {@link #close} closes
 */
record JaxRsSite(
        TestKeys keys,
        AtomicInteger runs,
        Queue<AuthEvent> events,
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
        Queue<AuthEvent> events = new ConcurrentLinkedQueue<>();
        ApiKeyAuthenticator authenticator =
                keys.authenticator().inlineListener(events::add).build();
        Application application = new JaxRsApplication(
                change.apply(new ApiKeyFeature(authenticator)),
                new LocatingResource(runs),
                new OverlapResource(runs),
                new MethodOverrideFilter(),
                new GuardedLocators(runs),
                new CoveringResource(),
                new CostlyResource(),
                new InheritingResource(runs),
                new OpenResource(runs),
                new AnsweringResource(runs),
                new ConsolePages(keys),
                new ConsoleApi(keys),
                new MappedExceptionMapper(),
                new EverywhereFilter());
        ContractServer server = starter.start(application, authenticator);
        return new JaxRsSite(keys, runs, events, new WireClient(server.base()), server, authenticator);
    }

    void close() throws Exception {
        server.stop().close();
        authenticator.close();
    }
}
