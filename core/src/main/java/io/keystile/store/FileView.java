package io.keystile.store;

import org.jspecify.annotations.Nullable;

/**
 * What readers of a file store see. Nobody changes the records any more.
 *
 * @param records the last that were read or written
 * @param stamp the file's, taken before they were read
 * @param sightings at how many polls in a row the file had this stamp and was read
 * @param trouble why readers get no answer, or null if they do
 */
record FileView(
        Records records,
        FileStamp stamp,
        int sightings,
        @Nullable String trouble) {
    /** Returns a view of records that were read from, or written to, a file at another time than a poll. */
    static FileView of(Records records, FileStamp stamp) {
        return new FileView(records, stamp, 0, null);
    }

    FileView withTrouble(String newTrouble) {
        return new FileView(records, stamp, 0, newTrouble);
    }

    /**
     * Tells whether a file with this stamp is surely the one that was read. One sighting is not enough: a change right
     * after it may have given the file the same time of change, and a file key that has been free again.
     */
    boolean isSettledAt(FileStamp current) {
        return trouble == null && sightings >= 2 && stamp.equals(current);
    }
}
