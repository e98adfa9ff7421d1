package io.keystile.examples.dropwizard;

import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.AutoCloseableManager;
import io.keystile.ApiKeyAuthenticator;
import io.keystile.jaxrs.ApiKeyFeature;
import io.keystile.key.ApiKeyFormat;
import io.keystile.store.JsonFileApiKeyStore;

/** Serves flows on port 8080 with a key, and Dropwizard's administration on 8081 without one. */
public final class FlowsApplication extends Application<FlowsConfiguration> {

    @Override
    public void run(FlowsConfiguration configuration, Environment environment) {
        // begin
        ApiKeyFormat format = ApiKeyFormat.ofBrand("pk");
        JsonFileApiKeyStore store = JsonFileApiKeyStore.open(configuration.keyFile());
        ApiKeyAuthenticator authenticator =
                ApiKeyAuthenticator.builder(store, format).environments("live").build();
        environment.jersey().register(new ApiKeyFeature(authenticator));
        environment.lifecycle().manage(new AutoCloseableManager(store));
        environment.lifecycle().manage(new AutoCloseableManager(authenticator));
        // end
        environment.jersey().register(FlowsResource.class);
        DemoKey.issueOnce(store, format, System.out);
    }

    /** Runs until it is stopped; called with {@code server config.yml}. */
    public static void main(String[] args) throws Exception {
        new FlowsApplication().run(args);
    }
}
