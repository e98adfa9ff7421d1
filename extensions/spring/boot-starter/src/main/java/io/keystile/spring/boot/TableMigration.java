package io.keystile.spring.boot;

/** Creates and upgrades the tables with the application's migration tool. */
@FunctionalInterface
interface TableMigration {
    /**
     * Runs the files that were not run yet.
     *
     * @param folder the folder of the database's files below {@code io/keystile/jdbc}
     */
    void run(String folder);
}
