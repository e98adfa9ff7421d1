package io.keystile.jdbc;

import io.keystile.key.KeyId;
import io.keystile.key.SecretHash;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.Lineage;
import io.keystile.model.Permission;
import io.keystile.model.PermissionSet;
import io.keystile.net.CidrBlock;
import io.keystile.net.IpAddress;
import io.keystile.net.IpAllowlist;
import io.keystile.store.LastUse;
import io.keystile.store.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts a key's record to a row of {@code keystile_key}, and back. */
final class KeyRow {
    /** The columns in the order of {@link #values} and of {@link #read}; the id is first. */
    static final List<String> COLUMNS = List.of(
            "id",
            "version",
            "workspace",
            "environment",
            "hash",
            "status",
            "name",
            "plan",
            "limits",
            "permissions",
            "allowlist",
            "expires_at",
            "metadata",
            "owner",
            "tags",
            "services",
            "created_at",
            "created_by",
            "revocation_reason",
            "origin",
            "predecessor",
            "successor",
            "retires_at",
            "until_successor_is_used");

    private final Dialect dialect;
    private final RecentTexts<PermissionSet> permissions =
            new RecentTexts<>(json -> PermissionSet.of(JsonColumn.readTexts("permissions", json, Permission::of)));
    private final RecentTexts<IpAllowlist> allowlists =
            new RecentTexts<>(json -> IpAllowlist.of(JsonColumn.readTexts("allowlist", json, CidrBlock::parse)));

    KeyRow(Dialect dialect) {
        this.dialect = dialect;
    }

    @Nullable
    Object[] values(ApiKeyRecord key) {
        ApiKeySettings settings = key.settings();
        Lineage lineage = key.lineage();
        IpAllowlist allowlist = settings.allowlist();
        return new @Nullable Object[] {
            key.id().value(),
            key.version(),
            key.workspace(),
            key.environment(),
            key.hash().encoded(),
            key.status().name(),
            settings.name(),
            settings.plan(),
            JsonColumn.ofLimits(settings.limits()),
            JsonColumn.ofTexts(settings.permissions().asSet()),
            allowlist == null ? null : JsonColumn.ofTexts(allowlist.blocks()),
            dialect.time(settings.expiresAt()),
            JsonColumn.ofMap(settings.metadata()),
            settings.owner(),
            JsonColumn.ofTexts(settings.tags()),
            JsonColumn.ofTexts(settings.services()),
            dialect.time(key.createdAt()),
            key.createdBy(),
            key.revocationReason(),
            valueOf(lineage.origin()),
            valueOf(lineage.predecessor()),
            valueOf(lineage.successor()),
            dialect.time(lineage.retiresAt()),
            lineage.untilSuccessorIsUsed()
        };
    }

    private static @Nullable String valueOf(@Nullable KeyId id) {
        return id == null ? null : id.value();
    }

    /**
     * Reads a key from a row whose first columns are {@link #COLUMNS}.
     *
     * @throws StoreException if a column is invalid; the message names the key
     */
    ApiKeyRecord read(ResultSet row) throws SQLException {
        try {
            return readRecord(new Columns(row, COLUMNS, 0));
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    "Key " + row.getString(1) + " cannot be read; correct its row in keystile_key: " + e.getMessage(),
                    e);
        }
    }

    private ApiKeyRecord readRecord(Columns columns) throws SQLException {
        return new ApiKeyRecord(
                new KeyId(columns.text()),
                columns.number(),
                columns.text(),
                columns.text(),
                SecretHash.parse(columns.text()),
                KeyStatus.valueOf(columns.text()),
                readSettings(columns),
                columns.time(dialect),
                columns.text(),
                columns.textOrNull(),
                readLineage(columns));
    }

    private ApiKeySettings readSettings(Columns columns) throws SQLException {
        return new ApiKeySettings(
                columns.text(),
                columns.textOrNull(),
                JsonColumn.readLimits("limits", columns.textOrNull()),
                permissions.parse(columns.text()),
                readAllowlist(columns.textOrNull()),
                columns.timeOrNull(dialect),
                JsonColumn.readMap("metadata", columns.textOrNull()),
                columns.textOrNull(),
                JsonColumn.readSorted("tags", columns.textOrNull(), ApiKeySettings::requireTag),
                JsonColumn.readSorted("services", columns.textOrNull(), ApiKeySettings::requireService));
    }

    private @Nullable IpAllowlist readAllowlist(@Nullable String json) {
        return json == null ? null : allowlists.parse(json);
    }

    private Lineage readLineage(Columns columns) throws SQLException {
        return new Lineage(
                idOf(columns.textOrNull()),
                idOf(columns.textOrNull()),
                idOf(columns.textOrNull()),
                columns.timeOrNull(dialect),
                columns.flag());
    }

    private static @Nullable KeyId idOf(@Nullable String value) {
        return value == null ? null : new KeyId(value);
    }

    /** Reads the last use of a row's key; {@code last_used_at} must not be null. */
    LastUse readLastUse(ResultSet row) throws SQLException {
        try {
            String from = row.getString("last_used_from");
            Instant at = dialect.time(row, "last_used_at");
            if (at == null) { // a driver of MySQL may return null for a date of zeros
                throw new IllegalArgumentException("last_used_at is null");
            }
            return new LastUse(at, from == null ? null : IpAddress.parse(from));
        } catch (IllegalArgumentException e) {
            throw new StoreException("The last use of key " + row.getString("id") + " cannot be read", e);
        }
    }
}
