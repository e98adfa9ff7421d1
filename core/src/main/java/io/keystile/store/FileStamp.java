package io.keystile.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a file by which a change is detected without reading it. A file that was replaced or written has
 * another stamp, unless that happened within the resolution of the file's times.
 *
 * @param fileKey distinguishes successive files of the same name; null if the file system has no file keys
 */
record FileStamp(@Nullable Object fileKey, FileTime modified, long size) {
    /** The stamp of a file that does not exist. */
    static final FileStamp ABSENT = new FileStamp(null, FileTime.fromMillis(0), -1);

    /** The stamp of a file whose attributes were not read; equal to the stamp of no file. */
    static final FileStamp UNKNOWN = new FileStamp(null, FileTime.fromMillis(0), -2);

    static FileStamp of(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
        } catch (NoSuchFileException e) {
            return ABSENT;
        }
    }
}
