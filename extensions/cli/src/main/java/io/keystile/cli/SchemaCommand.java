package io.keystile.cli;

import io.keystile.jdbc.JdbcSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The group of commands for the tables of a database. */
@Command(
        name = "schema",
        description = "Creates the tables of a database store.",
        footer = {"", "Example:", "  keystile schema create --store jdbc:postgresql://localhost/keys"})
final class SchemaCommand {

    /** Creates the missing tables and indexes. */
    @Command(
            name = "create",
            description = {
                "Creates the tables and indexes that do not exist yet.",
                "",
                "The user needs the right to create tables. Flyway and Liquibase can run the same SQL files instead."
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
            keystile.surroundings().tell("The tables exist.");
            return ExitCode.DONE;
        }
    }
}
