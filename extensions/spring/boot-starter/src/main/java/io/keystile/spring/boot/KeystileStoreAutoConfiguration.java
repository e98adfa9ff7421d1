package io.keystile.spring.boot;

import io.keystile.spring.boot.KeystileProperties.StoreType;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.JsonFileApiKeyStore;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The store without a database: a file. By itself it is one for development only. */
@AutoConfiguration(after = KeystileJdbcAutoConfiguration.class)
@ConditionalOnProperty(name = "keystile.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(ApiKeyStore.class)
class KeystileStoreAutoConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(KeystileStoreAutoConfiguration.class);
    private static final String CHOICES = "Add a DataSource, or write keystile.store.type=file to keep keys in the file"
            + " keystile.store.file on this machine.";

    @Bean(destroyMethod = "") // closed by Keystile
    ApiKeyStore keystileStore(KeystileProperties properties, Environment environment) {
        StoreType type = properties.store().type();
        if (type == StoreType.JDBC) {
            throw new WrongPropertyException(
                    "keystile.store.type",
                    "is jdbc, but there is no single DataSource",
                    "Configure spring.datasource.url, or mark the DataSource of the keys with @KeystileDataSource.");
        }
        if (type == StoreType.MEMORY) {
            return new InMemoryApiKeyStore();
        }
        Path file = properties.store().file();
        if (type == null) {
            requireDevelopment(environment);
            LOG.warn(
                    "There is no DataSource, so API keys are kept in the file {}. That is for development. {}",
                    file.toAbsolutePath(),
                    CHOICES);
        }
        return JsonFileApiKeyStore.open(file);
    }

    private static void requireDevelopment(Environment environment) {
        String production = Production.in(environment);
        if (production != null) {
            throw new WrongPropertyException(
                    "keystile.store.type", "is missing, there is no DataSource, and " + production, CHOICES);
        }
    }
}
