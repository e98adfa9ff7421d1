package io.keystile.examples.dropwizard;

import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.AutoCloseableManager;
import io.keystile.Keystile;
import io.keystile.jaxrs.ApiKeyFeature;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.JsonFileApiKeyStore;

/** Serves flows that require a key on port 8080, and Dropwizard's admin pages without a key on port 8081. */
public final class FlowsApplication extends Application<FlowsConfiguration> {

    @Override
    public void run(FlowsConfiguration configuration, Environment environment) {
        ApiKeyStore store = JsonFileApiKeyStore.open(configuration.keyFile());
        Keystile keystile = Keystile.builder(store, "pk").environments("live").build();
        environment.jersey().register(new ApiKeyFeature(keystile));
        environment.lifecycle().manage(new AutoCloseableManager(keystile));
        environment.jersey().register(FlowsResource.class);
        DemoKey.issueOnce(keystile.keys(), System.out);
    }

    /** Runs the application until it is stopped. The arguments are {@code server config.yml}. */
    public static void main(String[] args) throws Exception {
        new FlowsApplication().run(args);
    }
}
