package io.keystile.cli;

import io.keystile.jdbc.JdbcSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What there is to do with a database's tables. */
@Command(
        name = "schema",
        description = "Creates the tables of a database that is to keep keys.",
        footer = {"", "Example:", "  keystile schema create --store jdbc:postgresql://localhost/keys"})
final class SchemaCommand {

    /** Creates the tables. */
    @Command(
            name = "create",
            description = {
                "Creates the tables and indexes that do not exist yet.",
                "",
                "The user needs the right to create tables. Where Flyway or Liquibase does that, they have the same file."
            },
            footer = {"", "Example:", "  keystile schema create --store jdbc:postgresql://localhost/keys"})
    static final class Create implements Callable<Integer> {
        private final KeystileCommand keystile;

        Create(KeystileCommand keystile) {
            this.keystile = keystile;
        }

        @Override
        public Integer call() {
            JdbcSchema.create(keystile.storeUrl().database());
            keystile.surroundings().tell("The tables are there.");
            return ExitCode.DONE;
        }
    }
}
