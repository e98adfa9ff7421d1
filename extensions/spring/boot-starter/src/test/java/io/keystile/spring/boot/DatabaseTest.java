package io.keystile.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.keystile.Keystile;
import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.jdbc.JdbcApiKeyStore;
import io.keystile.jdbc.JdbcSchema;
import io.keystile.model.WorkspaceRecord;
import io.keystile.monitoring.usage.UsageStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The store on the application's DataSource: PostgreSQL where it matters, and H2. */
class DatabaseTest {
    private static EmbeddedPostgres postgres;
    private static final AtomicInteger DATABASES = new AtomicInteger();

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    /** Returns a runner of an application with a new database of PostgreSQL, and a password in its URL's place. */
    private static WebApplicationContextRunner onPostgres() throws SQLException {
        String name = "app" + DATABASES.incrementAndGet();
        try (Connection admin = postgres.getPostgresDatabase().getConnection();
                Statement statement = admin.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return with("jdbc:postgresql://localhost:" + postgres.getPort() + "/" + name, "postgres", "secret");
    }

    private static WebApplicationContextRunner onH2() {
        return with("jdbc:h2:mem:app" + DATABASES.incrementAndGet(), "sa", "");
    }

    private static WebApplicationContextRunner with(String url, String user, String password) {
        return Contexts.bare()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        TransactionAutoConfiguration.class))
                .withPropertyValues(
                        "keystile.brand=pk",
                        "keystile.environments=live",
                        "spring.datasource.url=" + url,
                        "spring.datasource.username=" + user,
                        "spring.datasource.password=" + password,
                        "spring.datasource.hikari.auto-commit=false");
    }

    @Test
    void tablesAreCreatedOnlyWhereAskedFor() throws SQLException {
        onPostgres()
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith("The property keystile.jdbc.create-schema is false, and the tables")
                        .contains("keystile.jdbc.create-schema=true"));
    }

    @Test
    void poolIsItsOwnWithTheSettingsOfTheApplications() throws SQLException {
        onPostgres().withPropertyValues("keystile.jdbc.create-schema=true").run(context -> {
            assertThat(context).hasSingleBean(JdbcApiKeyStore.class).hasSingleBean(UsageStore.class);
            HikariDataSource own =
                    (HikariDataSource) context.getBean(KeyPool.class).dataSource();
            HikariDataSource application = (HikariDataSource) context.getBean(DataSource.class);
            assertThat(own).isNotSameAs(application);
            assertThat(own.getJdbcUrl()).isEqualTo(application.getJdbcUrl());
            assertThat(own.getUsername()).isEqualTo("postgres");
            assertThat(own.getPassword()).isEqualTo("secret");
            assertThat(own.getMaximumPoolSize()).isEqualTo(10);
            assertThat(own.isAutoCommit()).isTrue();
            assertThat(application.isAutoCommit()).isFalse();
        });
    }

    @Test
    void changesOfOtherNodesAreHeardOnPostgres() throws SQLException {
        onPostgres()
                .withPropertyValues("keystile.jdbc.create-schema=true")
                .run(context -> assertThat(context.getBean(Keystile.class)
                                .authenticator()
                                .stats()
                                .changeFeed())
                        .isNotNull());
        onPostgres()
                .withPropertyValues("keystile.jdbc.create-schema=true", "keystile.jdbc.change-feed=false")
                .run(context -> assertThat(context.getBean(Keystile.class)
                                .authenticator()
                                .stats()
                                .changeFeed())
                        .isNull());
        onH2().withPropertyValues("keystile.jdbc.create-schema=true")
                .run(context -> assertThat(context.getBean(Keystile.class)
                                .authenticator()
                                .stats()
                                .changeFeed())
                        .isNull());
    }

    @Test
    void flywayOfTheApplicationCreatesTheTables() throws SQLException {
        onPostgres()
                .withConfiguration(AutoConfigurations.of(FlywayAutoConfiguration.class))
                .withPropertyValues("spring.flyway.fail-on-missing-locations=false")
                .run(context -> {
                    assertThat(context).hasSingleBean(JdbcApiKeyStore.class);
                    assertThat(JdbcSchema.exists(context.getBean(DataSource.class)))
                            .isTrue();
                });
    }

    @Test
    void flywayIsLeftAloneIfSwitchedOff() {
        onH2().withConfiguration(AutoConfigurations.of(FlywayAutoConfiguration.class))
                .withPropertyValues("keystile.jdbc.migrate=false")
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .contains("keystile.jdbc.create-schema"));
    }

    @Test
    void liquibaseOfTheApplicationCreatesTheTables() throws SQLException {
        onPostgres()
                .withConfiguration(AutoConfigurations.of(LiquibaseAutoConfiguration.class))
                .withPropertyValues("spring.liquibase.change-log=classpath:empty-changelog.xml")
                .run(context -> {
                    assertThat(context).hasSingleBean(JdbcApiKeyStore.class);
                    assertThat(JdbcSchema.exists(context.getBean(DataSource.class)))
                            .isTrue();
                });
    }

    @Test
    void keyOfAFailedSignUpIsRolledBack() throws SQLException {
        onPostgres().withPropertyValues("keystile.jdbc.create-schema=true").run(context -> {
            ApiKeys keys = context.getBean(ApiKeys.class);
            TransactionTemplate signUp = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));

            assertThatThrownBy(() -> signUp.executeWithoutResult(transaction -> {
                        keys.createWorkspace(Actor.system("sign-up"), WorkspaceRecord.of("acme", "free"));
                        throw new UnsupportedOperationException("no customer");
                    }))
                    .isInstanceOf(UnsupportedOperationException.class);

            assertThat(keys.unrestricted().findWorkspace("acme")).isEmpty();
        });
    }

    @Test
    void dataSourceThatIsNoHikariPoolIsUsedAsItIs() {
        DataSource plain = new DriverManagerDataSource("jdbc:h2:mem:plain;DB_CLOSE_DELAY=-1");
        onH2().withBean(DataSource.class, () -> plain)
                .withPropertyValues("keystile.jdbc.create-schema=true")
                .run(context ->
                        assertThat(context.getBean(KeyPool.class).dataSource()).isSameAs(plain));
    }

    @Test
    void oneOfSeveralDataSourcesHasToBeMarked() {
        onH2().withBean("one", DataSource.class, () -> new DriverManagerDataSource("jdbc:h2:mem:one"))
                .withBean("two", DataSource.class, () -> new DriverManagerDataSource("jdbc:h2:mem:two"))
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .contains("which of several DataSources", "@KeystileDataSource"));
    }

    @ParameterizedTest
    @CsvSource({"pool-size=1,2 to 64 connections", "timeout=100ms,1 second to 1 hour"})
    void messageNamesTheProperty(String property, String action) {
        onH2().withPropertyValues("keystile.jdbc." + property)
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith(
                                "The property keystile.jdbc." + property.substring(0, property.indexOf('=')) + " is ")
                        .contains(action));
    }
}
