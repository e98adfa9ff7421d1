package io.keystile.admin;

import io.keystile.admin.AuditEvent.WorkspaceAction;
import io.keystile.model.PermissionSet;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.StoreWrite;
import java.util.Optional;

/** Implements the changes of workspaces that {@link ApiKeys} documents. Thread-safe. */
final class Workspaces {
    private final ApiKeyStore store;
    private final SettingsRules rules;
    private final Authority authority;
    private final AuditTrail audit;

    Workspaces(ApiKeyStore store, SettingsRules rules, Authority authority, AuditTrail audit) {
        this.store = store;
        this.rules = rules;
        this.authority = authority;
        this.audit = audit;
    }

    void requireMayCreate(Actor actor, WorkspaceRecord workspace) {
        authority.requireWorkspaces(actor, workspace.ceiling(), PermissionSet.NONE);
        rules.requirePlan(workspace.plan());
    }

    WorkspaceRecord update(Actor actor, WorkspaceRecord changed) {
        WorkspaceRecord before = store.findWorkspace(changed.id())
                .filter(current -> current.version() == changed.version())
                .orElseThrow(() -> new ConcurrentChangeException("Workspace " + changed.id(), changed.version()));
        // Resuming a workspace makes all of its keys work again, so it grants all that its ceiling allows them.
        boolean resumes = before.suspended() && !changed.suspended();
        authority.requireWorkspaces(actor, changed.ceiling(), resumes ? PermissionSet.NONE : before.ceiling());
        rules.requirePlan(changed.plan());
        WorkspaceRecord next = changed.next();
        AuditEvent event = audit.event(actor, WorkspaceAction.UPDATED, before, next);
        if (!audit.write(new StoreWrite.ReplaceWorkspace(next), event)) {
            throw new ConcurrentChangeException("Workspace " + changed.id(), changed.version());
        }
        return next;
    }

    Optional<WorkspaceRecord> setSuspended(Actor actor, String id, boolean suspended) {
        authority.requireWorkspaces(actor, PermissionSet.NONE, PermissionSet.NONE);
        Refusals refusals = new Refusals();
        while (true) {
            Optional<WorkspaceRecord> current = store.findWorkspaceForUpdate(id);
            if (current.isEmpty() || current.get().suspended() == suspended) {
                return current;
            }
            if (!suspended) {
                authority.requireWorkspaces(actor, current.get().ceiling(), PermissionSet.NONE);
            }
            WorkspaceRecord next = current.get().withSuspended(suspended).next();
            WorkspaceAction action = suspended ? WorkspaceAction.SUSPENDED : WorkspaceAction.RESUMED;
            AuditEvent event = audit.event(actor, action, current.get(), next);
            if (audit.write(new StoreWrite.ReplaceWorkspace(next), event)) {
                return Optional.of(next);
            }
            refusals.add("Workspace " + id, current.get().version());
        }
    }
}
