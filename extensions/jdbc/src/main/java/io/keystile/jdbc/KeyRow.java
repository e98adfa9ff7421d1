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
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Converts a key's record to a row of {@code keystile_key}, and back. */
final class KeyRow {
    /** The columns in the order of {@link #values}; the id is first. */
    static final List<String> COLUMNS = List.of(
            "id",
            "version",
            "workspace",
            "environment",
            "hash",
            "status",
            "revocation_reason",
            "name",
            "plan",
            "limits",
            "permissions",
            "allowlist",
            "metadata",
            "created_at",
            "created_by",
            "expires_at",
            "origin",
            "predecessor",
            "successor",
            "retires_at",
            "until_successor_is_used",
            "owner",
            "tags",
            "services");

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
            key.revocationReason(),
            settings.name(),
            settings.plan(),
            JsonColumn.ofLimits(settings.limits()),
            JsonColumn.ofTexts(settings.permissions().asSet()),
            allowlist == null ? null : JsonColumn.ofTexts(allowlist.blocks()),
            JsonColumn.ofMap(settings.metadata()),
            dialect.time(key.createdAt()),
            key.createdBy(),
            dialect.time(settings.expiresAt()),
            valueOf(lineage.origin()),
            valueOf(lineage.predecessor()),
            valueOf(lineage.successor()),
            dialect.time(lineage.retiresAt()),
            lineage.untilSuccessorIsUsed(),
            settings.owner(),
            JsonColumn.ofTexts(settings.tags()),
            JsonColumn.ofTexts(settings.services())
        };
    }

    private static @Nullable String valueOf(@Nullable KeyId id) {
        return id == null ? null : id.value();
    }

    /**
     * Reads a key from a row.
     *
     * @throws StoreException if a column is invalid; the message names the key
     */
    ApiKeyRecord read(ResultSet row) throws SQLException {
        try {
            return readRecord(row);
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    "Key " + row.getString("id") + " cannot be read; correct its row in keystile_key: "
                            + e.getMessage(),
                    e);
        }
    }

    private ApiKeyRecord readRecord(ResultSet row) throws SQLException {
        return new ApiKeyRecord(
                new KeyId(text(row, "id")),
                row.getLong("version"),
                text(row, "workspace"),
                text(row, "environment"),
                SecretHash.parse(text(row, "hash")),
                KeyStatus.valueOf(text(row, "status")),
                readSettings(row),
                required("created_at", dialect.time(row, "created_at")),
                text(row, "created_by"),
                row.getString("revocation_reason"),
                readLineage(row));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return required(column, row.getString(column));
    }

    private static <T> T required(String column, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(column + " is null");
        }
        return value;
    }

    private ApiKeySettings readSettings(ResultSet row) throws SQLException {
        String allowlist = row.getString("allowlist");
        return new ApiKeySettings(
                text(row, "name"),
                row.getString("plan"),
                JsonColumn.readLimits("limits", row.getString("limits")),
                permissions.parse(text(row, "permissions")),
                allowlist == null ? null : allowlists.parse(allowlist),
                dialect.time(row, "expires_at"),
                JsonColumn.readMap("metadata", row.getString("metadata")),
                row.getString("owner"),
                new TreeSet<>(JsonColumn.readTexts("tags", row.getString("tags"), ApiKeySettings::requireTag)),
                new TreeSet<>(
                        JsonColumn.readTexts("services", row.getString("services"), ApiKeySettings::requireService)));
    }

    private Lineage readLineage(ResultSet row) throws SQLException {
        return new Lineage(
                idOf(row.getString("origin")),
                idOf(row.getString("predecessor")),
                idOf(row.getString("successor")),
                dialect.time(row, "retires_at"),
                row.getBoolean("until_successor_is_used"));
    }

    private static @Nullable KeyId idOf(@Nullable String value) {
        return value == null ? null : new KeyId(value);
    }

    /** Reads the last use of a row's key; {@code last_used_at} must not be null. */
    LastUse readLastUse(ResultSet row) throws SQLException {
        try {
            String from = row.getString("last_used_from");
            return new LastUse(
                    required("last_used_at", dialect.time(row, "last_used_at")),
                    from == null ? null : IpAddress.parse(from));
        } catch (IllegalArgumentException e) {
            throw new StoreException("The last use of key " + row.getString("id") + " cannot be read", e);
        }
    }
}
