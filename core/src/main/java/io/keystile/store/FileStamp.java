package io.keystile.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a file tells without reading it: a file that was replaced or written has another stamp, unless that
 * happened within the resolution of its times.
 *
 * @param fileKey tells files apart that follow each other under one name; null where the system has no such thing
 */
record FileStamp(@Nullable Object fileKey, FileTime modified, long size) {
    /** There is no such file. */
    static final FileStamp ABSENT = new FileStamp(null, FileTime.fromMillis(0), -1);

    /** Nobody has looked; no file has this stamp. */
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
