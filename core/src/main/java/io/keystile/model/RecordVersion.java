package io.keystile.model;

/** Counts the versions of a record. */
final class RecordVersion {
    private RecordVersion() {}

    /**
     * Returns the version after this one.
     *
     * @param what the record, for the message of the exception
     * @throws IllegalStateException if there is none; counting alone cannot reach it, so the number was set by hand
     */
    static long next(long version, String what) {
        if (version == Long.MAX_VALUE) {
            throw new IllegalStateException(what + " has the highest version there is, " + version
                    + ", so it cannot be changed. Set its version to 1 in the store, and try again");
        }
        return version + 1;
    }
}
