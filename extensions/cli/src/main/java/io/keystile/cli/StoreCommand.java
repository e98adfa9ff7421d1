package io.keystile.cli;

import io.keystile.json.JsonWriter;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.store.StoreFacts;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The group of commands for what a store knows of its application. */
@Command(
        name = "store",
        description = "Shows what the store knows of its application: the brand of its keys, a check value of each"
                + " pepper, and its plans. An application or a command with another brand or pepper is refused.",
        footer = {"", "Example:", "  keystile store show"})
final class StoreCommand {

    /** Shows the facts. */
    @Command(
            name = "show",
            description = {
                "Shows the brand of the store's keys, a check value of each pepper, and the names of the plans.",
                "",
                "With --json: one object with brand (null: not known yet), peppers, which has a check value for each"
                        + " version, and plans, a list of names (null: not known). A check value reveals nothing of the"
                        + " pepper."
            },
            footer = {"", "Example:", "  keystile store show --json | jq -r .brand"})
    static final class Show implements Callable<Integer> {
        private final KeystileCommand keystile;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Show(KeystileCommand keystile) {
            this.keystile = keystile;
        }

        @Override
        public Integer call() {
            try (StoreUrl.Opened opened = keystile.storeUrl().open(false)) {
                Optional<StoreFacts> facts = opened.store().facts();
                keystile.surroundings().out().line(json ? json(facts) : text(facts));
                return ExitCode.DONE;
            }
        }

        private static String json(Optional<StoreFacts> facts) {
            var object = Json.object().put("brand", facts.map(StoreFacts::brand).orElse(null));
            var peppers = object.putObject("peppers");
            facts.ifPresent(known ->
                    known.pepperChecks().forEach((version, value) -> peppers.put(String.valueOf(version), value)));
            List<String> plans = facts.map(Show::plansOf).orElse(null);
            object.set("plans", plans == null ? null : JsonWriter.texts(plans));
            return object.toString();
        }

        private static String text(Optional<StoreFacts> facts) {
            if (facts.isEmpty()) {
                return "The store does not know the brand of its keys yet.";
            }
            StringBuilder text = new StringBuilder("brand " + facts.get().brand());
            facts.get()
                    .pepperChecks()
                    .forEach((version, value) -> text.append("\npepper ")
                            .append(version)
                            .append(" with check value ")
                            .append(value));
            List<String> plans = plansOf(facts.get());
            if (plans != null) {
                text.append("\nplans ").append(String.join(", ", plans));
            }
            return text.toString();
        }

        /** Returns the names of the plans; null if they are not known. */
        private static @Nullable List<String> plansOf(StoreFacts facts) {
            Plans plans = facts.plans();
            return plans == null ? null : plans.all().stream().map(Plan::name).toList();
        }
    }

    /** Deletes the facts. */
    @Command(
            name = "forget",
            description = {
                "Makes the store forget brand, peppers and plans. The next application that starts records its own;"
                        + " until then, commands use the standard plans, or those of --plans.",
                "",
                "Use it if the wrong application recorded them. It changes no key: with a wrong pepper, keys stay"
                        + " denied."
            },
            footer = {"", "Example:", "  keystile store forget"})
    static final class Forget implements Callable<Integer> {
        private final KeystileCommand keystile;

        Forget(KeystileCommand keystile) {
            this.keystile = keystile;
        }

        @Override
        public Integer call() {
            try (StoreUrl.Opened opened = keystile.storeUrl().open(false)) {
                StoreFacts known = opened.store().facts().orElse(null);
                if (known != null && !opened.store().replaceFacts(known, null)) {
                    throw CliException.refused("The store has just been changed; try again");
                }
                keystile.surroundings().tell("The store knows no brand, no peppers and no plans.");
                return ExitCode.DONE;
            }
        }
    }
}
