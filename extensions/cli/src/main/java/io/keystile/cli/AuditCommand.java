package io.keystile.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.json.JsonObject;
import io.keystile.json.JsonReader;
import io.keystile.json.JsonValue;
import io.keystile.store.AuditChain;
import io.keystile.store.AuditVerification;
import io.keystile.store.AuditVerification.Fault;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The group of commands for the audit entries. */
@Command(
        name = "audit",
        description = "Verifies the recorded changes, and deletes old ones. \"keys history\" and \"workspaces history\""
                + " show them.",
        footer = {"", "Example:", "  keystile audit verify"})
final class AuditCommand {
    /** Verifies the chains. */
    @Command(
            name = "verify",
            description = {
                "Verifies that no recorded change is missing, moved or altered, in all workspaces; otherwise the exit"
                        + " code is 1. Shows the first and the last number of each workspace's changes, and the hash of"
                        + " the last.",
                "",
                "Who can write the store can also compute all hashes anew. To notice that, keep the output of --json"
                        + " elsewhere, and give it to the next verification with --known.",
                "",
                "With --json: an array with an object for each workspace, with workspace, first, anchor, last, head and"
                        + " fault (null, or number and problem)."
            },
            footer = {
                "",
                "Examples:",
                "  keystile audit verify",
                "  keystile audit verify --known monday.json --json > tuesday.json"
            })
    static final class Verify implements Callable<Integer> {
        private final KeystileCommand keystile;

        @Option(
                names = "--known",
                paramLabel = "FILE",
                description = "The output of an earlier verification, which the present changes must continue.")
        private @Nullable String known;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Verify(KeystileCommand keystile) {
            this.keystile = keystile;
        }

        @Override
        public Integer call() {
            List<AuditChain> earlier = known == null ? List.of() : read(NamedFile.read(known), known);
            AuditVerification verified;
            try (Session session = keystile.open()) {
                verified = session.visible().verifyAudit(earlier);
            }
            Map<String, Fault> faults =
                    verified.faults().stream().collect(Collectors.toMap(Fault::workspace, Function.identity()));
            Output out = keystile.surroundings().out();
            if (json) {
                Json.writeArray(
                        verified.chains().stream()
                                .map(chain -> json(chain, faults.get(chain.workspace())))
                                .toList(),
                        out);
            } else {
                table(verified.chains(), faults).writeTo(out);
            }
            return verified.isIntact() ? ExitCode.DONE : ExitCode.REFUSED;
        }

        private static List<AuditChain> read(byte[] file, String name) {
            try {
                return JsonReader.read(file).items().stream().map(Verify::chain).toList();
            } catch (IllegalArgumentException e) {
                throw CliException.wrongUse(name + " is not the output of \"audit verify --json\": " + e.getMessage());
            }
        }

        private static AuditChain chain(JsonValue value) {
            JsonObject json = JsonObject.of(value, "workspace", "first", "anchor", "last", "head", "fault");
            return new AuditChain(
                    json.text("workspace"),
                    json.number("first"),
                    json.text("anchor"),
                    json.number("last"),
                    json.text("head"));
        }

        private static Table table(List<AuditChain> chains, Map<String, Fault> faults) {
            Table table = Table.of("WORKSPACE", "FIRST", "LAST", "HASH OF THE LAST", "RESULT");
            for (AuditChain chain : chains) {
                Fault fault = faults.get(chain.workspace());
                table.row(
                        chain.workspace(),
                        Long.toString(chain.first()),
                        Long.toString(chain.last()),
                        chain.head(),
                        fault == null ? "intact" : fault.problem());
            }
            return table;
        }

        private static ObjectNode json(AuditChain chain, @Nullable Fault fault) {
            ObjectNode json = Json.object();
            json.put("workspace", chain.workspace());
            json.put("first", chain.first());
            json.put("anchor", chain.anchor());
            json.put("last", chain.last());
            json.put("head", chain.head());
            if (fault == null) {
                json.putNull("fault");
            } else {
                json.putObject("fault").put("number", fault.number()).put("problem", fault.problem());
            }
            return json;
        }
    }

    /** Deletes old entries. */
    @Command(
            name = "prune",
            description = "Deletes the recorded changes that are older than a time, of all workspaces. The others can"
                    + " still be verified.",
            footer = {"", "Example:", "  keystile audit prune --older-than 365d"})
    static final class Prune implements Callable<Integer> {
        private final KeystileCommand keystile;

        @Option(
                names = "--older-than",
                paramLabel = "TIME",
                required = true,
                description = "The age, for example 365d.")
        private String age = "";

        Prune(KeystileCommand keystile) {
            this.keystile = keystile;
        }

        @Override
        public Integer call() {
            try (Session session = keystile.open()) {
                var before = session.now().minus(Durations.parse("--older-than", age));
                long deleted = session.keys().deleteAuditBefore(session.actor(), before);
                keystile.surroundings().tell("Deleted " + deleted + " recorded change(s).");
                return ExitCode.DONE;
            }
        }
    }
}
