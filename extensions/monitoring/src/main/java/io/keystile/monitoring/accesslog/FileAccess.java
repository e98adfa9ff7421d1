package io.keystile.monitoring.accesslog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may read a log, on file systems with POSIX permissions: its owner, and the file's group if it was given {@code
 * rw-r-----}, for example for a program that ships logs. A file that others may access is restricted to its owner. Not
 * thread-safe.
 */
final class FileAccess {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_AND_READERS = PosixFilePermissions.fromString("rw-r-----");

    private final Path file;
    private final boolean posix;
    /** The group that may read the next file; null if none may. */
    private @Nullable GroupPrincipal readers;

    FileAccess(Path file) {
        this.file = file;
        this.posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Returns the attributes of a file that is created. */
    FileAttribute<?>[] ownerOnly() {
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    /** Refuses a symbolic link: whoever may write to the folder could lead the log to any file of this process. */
    void requireNoLink() throws IOException {
        if (Files.isSymbolicLink(file)) {
            throw new IOException(file + " is a symbolic link; name the file that it points to");
        }
    }

    /**
     * Restricts the file that is about to be renamed, in case others were given access since it was opened, and
     * remembers who may read it, for {@link #restrict} of its successor. Does nothing if the file was deleted.
     *
     * @throws IOException if that is not possible, because the file belongs to another user
     */
    void restrictAndRemember() throws IOException {
        readers = null;
        if (!posix || Files.isSymbolicLink(file)) {
            return;
        }
        try {
            restrict();
            PosixFileAttributes present = view().readAttributes();
            readers = present.permissions().equals(OWNER_AND_READERS) ? present.group() : null;
        } catch (NoSuchFileException e) {
            // Its successor is created for the owner only.
        }
    }

    /**
     * Restricts the open file.
     *
     * @throws NoSuchFileException if it was deleted
     * @throws IOException if that is not possible, because the file belongs to another user
     */
    void restrict() throws IOException {
        if (!posix) {
            return;
        }
        try {
            PosixFileAttributeView view = view();
            GroupPrincipal group = readers;
            readers = null;
            if (group != null) {
                if (!view.readAttributes().group().equals(group)) {
                    view.setGroup(group);
                }
                view.setPermissions(OWNER_AND_READERS);
            }
            if (!OWNER_AND_READERS.containsAll(view.readAttributes().permissions())) {
                view.setPermissions(OWNER_ONLY);
            }
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(
                    file + " cannot be restricted to its owner; change its owner or permissions: " + e, e);
        }
    }

    private PosixFileAttributeView view() {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }
}
