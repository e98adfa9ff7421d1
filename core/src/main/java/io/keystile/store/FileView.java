package io.keystile.store;

import org.jspecify.annotations.Nullable;

/**
 * The state of a file store that readers see. Its records are never changed.
 *
 * @param records the last records that were read or written
 * @param stamp the file's stamp, taken before the records were read
 * @param sightings the number of consecutive polls at which the file had this stamp and was read
 * @param trouble why readers get no answer, or null if they get one
 */
record FileView(
        Records records,
        FileStamp stamp,
        int sightings,
        @Nullable String trouble) {
    /** Returns a view of records that were read from or written to a file outside of a poll. */
    static FileView of(Records records, FileStamp stamp) {
        return new FileView(records, stamp, 0, null);
    }

    FileView withTrouble(String newTrouble) {
        return new FileView(records, stamp, 0, newTrouble);
    }

    /**
     * Returns whether a file with this stamp is certainly the file that was read. One sighting is not enough: a change
     * right after it may have left the same modification time and a reused file key.
     */
    boolean isSettledAt(FileStamp current) {
        return trouble == null && sightings >= 2 && stamp.equals(current);
    }
}
