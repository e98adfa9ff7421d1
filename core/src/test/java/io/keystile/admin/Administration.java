package io.keystile.admin;

import io.keystile.ManualTime;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.SecretHasher;
import io.keystile.key.SeededRandom;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.PermissionSet;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * A store with the workspaces {@code acme} and {@code zeta}, who administers it, and what the audit has heard since.
 */
final class Administration {
    static final Actor ADMIN = Actor.system("Ada");
    static final ApiKeyFormat FORMAT = ApiKeyFormat.ofBrand("pk");

    final ManualTime time = new ManualTime();
    final RacingStore store = new RacingStore();
    final ApiKeys keys = new ApiKeys(store, FORMAT, SecretHasher.sha256(), Plans.standard(), time, new SeededRandom(7));
    final List<AuditEvent> audit = new ArrayList<>();

    Administration() {
        keys.createWorkspace(
                ADMIN, WorkspaceRecord.of("acme", "enterprise").withCeiling(PermissionSet.of("flows:*", "files:read")));
        keys.createWorkspace(ADMIN, WorkspaceRecord.of("zeta", "free"));
        keys.onChange(audit::add);
    }

    /** Issues a key of acme. */
    ApiKeyRecord issue(ApiKeySettings settings) {
        return keys.issue(ADMIN, "acme", "live", settings).record();
    }

    ApiKeyRecord issue(String... permissions) {
        return issue(ApiKeySettings.named("ci").withPermissions(permissions));
    }

    ApiKeyRecord now(KeyId id) {
        return keys.unrestricted().find(id).orElseThrow();
    }

    WorkspaceRecord acme() {
        return keys.unrestricted().findWorkspace("acme").orElseThrow();
    }

    /** Returns what the audit heard, one line an event, and forgets it. */
    List<String> heard() {
        List<String> lines = audit.stream().map(Administration::line).toList();
        audit.clear();
        return lines;
    }

    private static String line(AuditEvent event) {
        if (event instanceof AuditEvent.OfKey key) {
            ApiKeyRecord record = key.after() != null ? key.after() : key.before();
            return event.actor() + " " + key.action() + " " + (record == null ? null : record.id());
        }
        AuditEvent.OfWorkspace workspace = (AuditEvent.OfWorkspace) event;
        return event.actor() + " " + workspace.action() + " "
                + workspace.after().id();
    }
}
