package io.keystile.cli;

import io.keystile.model.PermissionSet;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes a workspace. */
@Command(
        name = "update",
        description = "Changes a workspace and shows it. The change applies to its keys at once. Settings without an"
                + " option stay as they are.",
        footer = {"", "Example:", "  keystile workspaces update acme --plan enterprise"})
final class WorkspaceUpdateCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Parameters(index = "0", paramLabel = "ID", description = "The id of the workspace.")
    private String id = "";

    @Option(names = "--plan", paramLabel = "NAME", description = "The plan of its keys, for example pro.")
    private @Nullable String plan;

    @Option(
            names = "--ceiling",
            paramLabel = "P",
            description =
                    "A permission that bounds all its keys, for example flows:*. Repeatable; replaces the old ones.")
    private List<String> ceiling = new ArrayList<>();

    @Option(
            names = "--limit",
            paramLabel = "N/TIME",
            description = "A limit that all its keys share in place of the plan's, for example 25000/1m. Repeatable;"
                    + " replaces the old ones.")
    private List<String> limits = new ArrayList<>();

    @Option(names = "--plan-limits", description = "Use the limits of the plan.")
    private boolean planLimits;

    @Mixin
    private final WorkspacePrinter printer = new WorkspacePrinter();

    WorkspaceUpdateCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        if (planLimits && !limits.isEmpty()) {
            throw CliException.wrongUse("Give --limit or --plan-limits, not both");
        }
        try (Session session = keystile.open()) {
            WorkspaceRecord seen = session.visible().findWorkspace(id).orElseThrow(() -> Session.noSuchWorkspace(id));
            WorkspaceRecord changed = plan == null ? seen : seen.withPlan(plan);
            if (!ceiling.isEmpty()) {
                changed = changed.withCeiling(PermissionSet.of(ceiling.toArray(String[]::new)));
            }
            if (planLimits || !limits.isEmpty()) {
                changed = changed.withLimits(limits.stream().map(Limits::parse).toArray(RateLimit[]::new));
            }
            WorkspaceRecord now =
                    changed.equals(seen) ? seen : session.keys().updateWorkspace(session.actor(), changed);
            printer.print(now, keystile.surroundings().out());
            return ExitCode.DONE;
        }
    }
}
