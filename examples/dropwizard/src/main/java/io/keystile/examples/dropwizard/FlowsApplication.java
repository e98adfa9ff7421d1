package io.keystile.examples.dropwizard;

import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.AutoCloseableManager;
import io.keystile.ApiKeyAuthenticator;
import io.keystile.jaxrs.ApiKeyFeature;
import io.keystile.key.ApiKeyFormat;
import io.keystile.store.JsonFileApiKeyStore;

/** Serves flows that require a key on port 8080, and Dropwizard's admin pages without a key on port 8081. */
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

    /** Runs the application until it is stopped. The arguments are {@code server config.yml}. */
    public static void main(String[] args) throws Exception {
        new FlowsApplication().run(args);
    }
}
