package io.keystile.jdbc;

import static io.keystile.jdbc.Samples.ACME;
import static io.keystile.jdbc.Samples.NOW;
import static io.keystile.jdbc.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.KeyQuery;
import io.keystile.store.LastUse;
import io.keystile.store.StoreException;
import io.keystile.store.StoreWrite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records in the database: conversion, invalid columns, texts and conflicts. */
class RecordsTest {
    /** In New York, the second follows a skipped hour, and the third and fourth have the same local time. */
    private static final List<Instant> INSTANTS = Stream.of(
                    "0001-01-01T00:00:00Z",
                    "2026-03-08T07:30:00.000001Z",
                    "2026-11-01T05:30:00Z",
                    "2026-11-01T06:30:00Z",
                    "2038-01-19T03:14:08Z",
                    "9999-12-31T23:59:59.999999Z")
            .map(Instant::parse)
            .toList();

    private static HikariDataSource poolIn(String url, TestDatabase database, String zone) {
        HikariConfig config = TestDatabase.config(url, 2);
        config.setConnectionInitSql(
                switch (database) {
                    case POSTGRESQL -> "SET TIME ZONE '" + zone + "'";
                    case MARIADB -> "SET time_zone = '" + (zone.equals("Asia/Kolkata") ? "+05:30" : "-08:00") + "'";
                    case H2 -> "SET TIME ZONE '" + zone + "'";
                });
        return new HikariDataSource(config);
    }

    @ParameterizedTest
    @EnumSource
    void instantsDoNotDependOnTheTimeZoneOfSessionOrJvm(TestDatabase database) {
        TimeZone before = TimeZone.getDefault();
        String url = database.newUrl();
        try (HikariDataSource east = poolIn(url, database, "Asia/Kolkata")) {
            TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
            JdbcSchema.create(east);
            ApiKeyStore writer = JdbcApiKeyStore.over(east);
            writer.insert(ACME);
            for (Instant instant : INSTANTS) {
                ApiKeyRecord key = key(
                        "k" + INSTANTS.indexOf(instant),
                        instant,
                        ApiKeySettings.named("x").withExpiry(instant));
                writer.insert(key);
                writer.touch(Map.of(key.id(), new LastUse(instant, null)));
            }
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
            try (HikariDataSource west = poolIn(url, database, "America/Los_Angeles")) {
                ApiKeyStore reader = JdbcApiKeyStore.over(west);
                List<ApiKeyRecord> keys = reader.list(KeyQuery.ofAll());
                assertThat(keys).extracting(ApiKeyRecord::createdAt).isEqualTo(INSTANTS);
                assertThat(keys).extracting(key -> key.settings().expiresAt()).isEqualTo(INSTANTS);
                assertThat(keys)
                        .allSatisfy(key -> assertThat(reader.lastUses(List.of(key.id())))
                                .containsValue(new LastUse(key.createdAt(), null)));
                assertThat(reader.list(KeyQuery.ofAll().endingIn(INSTANTS.get(1), INSTANTS.get(2))))
                        .containsExactly(keys.get(2));
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void invalidKeyRecordFailsWithTheKeysIdAndIsNeverAbsent(TestDatabase database) {
        try (HikariDataSource pool = database.newPool()) {
            ApiKeyStore store = JdbcApiKeyStore.over(pool);
            store.insert(ACME);
            store.insert(key("k1"));
            for (String change : List.of(
                    "permissions = '[\"flows:read\"'",
                    "permissions = ''",
                    "permissions = '{}'",
                    "permissions = '[\"no permission\"]'",
                    "permissions = '[1]'",
                    "limits = '[{\"name\":\"per-minute\"}]'",
                    "limits = '[{\"name\":\"per-minute\",\"permits\":1,\"window\":\"soon\"}]'",
                    "allowlist = '[]'",
                    "metadata = '{\"a\":1}'",
                    "metadata = '{\"a\":\"1\",\"a\":\"2\"}'",
                    "name = ' '",
                    "environment = 'L'")) {
                TestDatabase.execute(pool, "DELETE FROM keystile_key");
                store.insert(key("k1"));
                TestDatabase.execute(pool, "UPDATE keystile_key SET " + change);
                assertThatThrownBy(() -> store.find(new KeyId("k1")))
                        .as(change)
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("Key k1 cannot be read");
                assertThatThrownBy(() -> store.list(KeyQuery.ofAll()))
                        .as(change)
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("k1");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void invalidWorkspaceRecordFails(TestDatabase database) {
        try (HikariDataSource pool = database.newPool()) {
            ApiKeyStore store = JdbcApiKeyStore.over(pool);
            store.insert(ACME);
            store.insert(key("k1"));
            TestDatabase.execute(pool, "UPDATE keystile_workspace SET ceiling = 'flows:read'");
            assertThatThrownBy(() -> store.find(new KeyId("k1")))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("Workspace acme cannot be read");
            assertThatThrownBy(store::workspaces).isInstanceOf(StoreException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void charactersThatAreInvalidInIdsAndNamesFindNothing(TestDatabase database) {
        try (HikariDataSource pool = database.newPool()) {
            ApiKeyStore store = JdbcApiKeyStore.over(pool);
            store.insert(ACME);
            store.insert(key("k1"));
            for (String id : List.of("acme ", "acme\u0000", "", "äcme", "\ud83d")) {
                assertThat(store.findWorkspace(id)).isEmpty();
                assertThat(store.list(KeyQuery.ofWorkspace(id))).isEmpty();
            }
            assertThat(store.list(KeyQuery.ofAll().withNamePrefix("c\u0000"))).isEmpty();
            assertThat(store.list(KeyQuery.ofAll().withNamePrefix("\ud83d"))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void namePrefixesAreComparedByCodePoint(TestDatabase database) {
        List<String> names = List.of(
                "a",
                "a ",
                "a  b",
                "A",
                "á",
                "b",
                "\ud7ff",
                "\ud7ffx",
                "\ue000",
                "🔑",
                "🔑 one",
                "\udbff\udfff",
                "\udbff\udfff!",
                "!_%",
                "\\",
                "\\%");
        try (HikariDataSource pool = database.newPool()) {
            ApiKeyStore store = JdbcApiKeyStore.over(pool);
            List<StoreWrite> writes = new ArrayList<>(List.of(new StoreWrite.InsertWorkspace(ACME)));
            for (String name : names) {
                writes.add(new StoreWrite.InsertKey(
                        key("k" + writes.size(), NOW.plusSeconds(writes.size()), ApiKeySettings.named(name))));
            }
            store.write(writes);
            for (String prefix :
                    Stream.concat(names.stream(), Stream.of("", "\\%_", "a b")).toList()) {
                assertThat(store.list(KeyQuery.ofAll().withNamePrefix(prefix)))
                        .as(prefix)
                        .extracting(key -> key.settings().name())
                        .isEqualTo(names.stream()
                                .filter(name -> name.startsWith(prefix))
                                .toList());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void conflictInALargeWriteIsNamedAndRollsEverythingBack(TestDatabase database) {
        try (HikariDataSource pool = database.newPool()) {
            ApiKeyStore store = JdbcApiKeyStore.over(pool);
            store.insert(ACME);
            store.insert(key("k1500"));
            assertThatThrownBy(() -> store.write(Samples.insertsOf(3_000)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("There is a key k1500 already");
            assertThat(store.list(KeyQuery.ofAll())).containsExactly(key("k1500"));
            TestDatabase.execute(pool, "DELETE FROM keystile_key", "DELETE FROM keystile_workspace");
            assertThatThrownBy(() -> store.write(Samples.insertsOf(2)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("There is no workspace \"acme\"; create it before its keys");
        }
    }
}
