package io.keystile.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.admin.PolicyBreach;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the keys that break the policies of plans. */
@Command(
        name = "check",
        description = {
            "Lists the live keys that break the policies of the plans in --plans, one line for each rule. Nothing is"
                    + " changed, so the plans may be those that you intend to use.",
            "",
            "The exit code is 1 if a key breaks a rule. With --json: one array with an object for each, with id, name,"
                    + " workspace, environment, plan and reason."
        },
        footer = {"", "Example:", "  keystile keys check --plans plans-of-next-month.json"})
final class CheckCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    CheckCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        List<PolicyBreach> breaches = new ArrayList<>();
        try (Session session = keystile.open()) {
            session.visible().forEachBreach(session.plans(), breaches::add);
        }
        Output out = keystile.surroundings().out();
        if (json) {
            Json.writeArray(breaches.stream().map(CheckCommand::json).toList(), out);
        } else {
            table(breaches).writeTo(out);
        }
        return breaches.isEmpty() ? ExitCode.DONE : ExitCode.REFUSED;
    }

    private static Table table(List<PolicyBreach> breaches) {
        Table table = Table.of("ID", "NAME", "WORKSPACE", "ENV", "PLAN", "REASON");
        breaches.forEach(breach -> table.row(
                breach.key().id().value(),
                breach.key().settings().name(),
                breach.key().workspace(),
                breach.key().environment(),
                breach.plan(),
                breach.reason()));
        return table;
    }

    private static ObjectNode json(PolicyBreach breach) {
        ObjectNode json = Json.object();
        json.put("id", breach.key().id().value());
        json.put("name", breach.key().settings().name());
        json.put("workspace", breach.key().workspace());
        json.put("environment", breach.key().environment());
        json.put("plan", breach.plan());
        json.put("reason", breach.reason());
        return json;
    }
}
