package io.keystile.spring.boot;

import io.keystile.jdbc.JdbcApiKeyStore;
import io.keystile.jdbc.JdbcChangeFeed;
import io.keystile.jdbc.JdbcSchema;
import io.keystile.spring.boot.KeystileProperties.JdbcProperties;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ChangeFeed;
import javax.sql.DataSource;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringLiquibase;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ResourceLoader;

/** The store in the application's database, over a pool of its own, and what it hears of other nodes. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
            "org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration"
        })
@ConditionalOnProperty(name = "keystile.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "keystile.store.type", havingValue = "jdbc", matchIfMissing = true)
@ConditionalOnClass(name = "org.springframework.jdbc.datasource.ConnectionHolder")
@ConditionalOnBean(DataSource.class)
@ConditionalOnMissingBean(ApiKeyStore.class)
@EnableConfigurationProperties(KeystileProperties.class)
class KeystileJdbcAutoConfiguration {
    @Bean
    KeyPool keystilePool(
            KeystileProperties properties,
            @KeystileDataSource ObjectProvider<DataSource> marked,
            ObjectProvider<DataSource> any) {
        DataSource source = marked.getIfAvailable();
        if (source == null) {
            source = any.getIfUnique();
        }
        if (source == null) {
            throw new WrongPropertyException(
                    "keystile.store.type",
                    "does not say which of several DataSources to use",
                    "Mark the DataSource of the keys with @KeystileDataSource, or one with @Primary.");
        }
        return KeyPool.of(source, properties.jdbc());
    }

    /** After the application's own migrations: Flyway refuses a schema that has other tables than its own. */
    @Bean(destroyMethod = "") // closed by Keystile
    @DependsOnDatabaseInitialization
    JdbcApiKeyStore keystileStore(
            KeystileProperties properties, KeyPool pool, ObjectProvider<TableMigration> migrations) {
        JdbcProperties jdbc = properties.jdbc();
        if (jdbc.createSchema()) {
            JdbcSchema.create(pool.dataSource());
        } else if (jdbc.migrate()) {
            migrations.ifAvailable(migration -> migration.run(pool.folder()));
        }
        if (!JdbcSchema.exists(pool.dataSource())) {
            throw new WrongPropertyException(
                    "keystile.jdbc.create-schema",
                    "is false, and the tables of Keystile do not exist or are those of an earlier version",
                    "Use Flyway or Liquibase, which create them by themselves; or run the files"
                            + " io/keystile/jdbc/<database>/V*.sql of keystile-jdbc; or write"
                            + " keystile.jdbc.create-schema=true, for development.");
        }
        return JdbcApiKeyStore.over(pool.dataSource(), pool.timeout(), new SpringTransactions(pool.application()));
    }

    /** By itself on PostgreSQL only, where a change needs no polling. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    KeystileCustomizer keystileJdbcChangeFeed(
            KeystileProperties properties, KeyPool pool, ObjectProvider<ChangeFeed> other) {
        return builder -> {
            @Nullable Boolean wanted = properties.jdbc().changeFeed();
            boolean heard = wanted == null ? pool.folder().equals("postgresql") : wanted;
            if (heard && other.getIfAvailable() == null) {
                builder.changeFeed(JdbcChangeFeed.over(pool.dataSource()));
            }
        };
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Flyway.class)
    @ConditionalOnBean(Flyway.class)
    static class WithFlyway {
        /** In a history table of its own, as the user of the application's migrations. */
        @Bean
        TableMigration keystileMigration(ObjectProvider<Flyway> flyway) {
            return folder -> Flyway.configure()
                    .dataSource(flyway.stream()
                            .findFirst()
                            .orElseThrow()
                            .getConfiguration()
                            .getDataSource())
                    .locations("classpath:io/keystile/jdbc/" + folder)
                    .table("keystile_schema_history")
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(SpringLiquibase.class)
    @ConditionalOnBean(SpringLiquibase.class)
    @ConditionalOnMissingBean(TableMigration.class)
    static class WithLiquibase {
        /** In the tables of the application's Liquibase, which identify a change by its file too. */
        @Bean
        TableMigration keystileMigration(ObjectProvider<SpringLiquibase> liquibase, ResourceLoader resources) {
            return folder -> {
                SpringLiquibase own = new SpringLiquibase();
                own.setDataSource(liquibase.stream().findFirst().orElseThrow().getDataSource());
                own.setResourceLoader(resources);
                own.setChangeLog("classpath:io/keystile/spring/boot/liquibase-" + folder + ".xml");
                try {
                    own.afterPropertiesSet();
                } catch (LiquibaseException e) {
                    throw new IllegalStateException("The tables of Keystile could not be migrated; see the cause", e);
                }
            };
        }
    }
}
