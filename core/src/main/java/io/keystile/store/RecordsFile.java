package io.keystile.store;

import io.keystile.json.JsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The file that records are kept in. Every failure is a {@link StoreException} that names the file. */
final class RecordsFile {
    /** Far above what some ten thousand keys take, and within what an array holds. */
    private static final long MAX_BYTES = 1L << 28;

    private final Path file;
    private final Path folder;
    private final Path temporary;
    private final Disk disk;
    /** Whom the files belong to that this process creates; null until that is asked, since it takes a file to tell. */
    private volatile @Nullable UserPrincipal self;

    /**
     * Names the file, and touches nothing.
     *
     * @throws IllegalArgumentException if {@code path} has no name
     */
    RecordsFile(Path path, Disk disk) {
        this.file = path.toAbsolutePath();
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(path + " is a folder; name a file in it, for example keys.json");
        }
        this.folder = parent;
        this.temporary = beside(".tmp");
        this.disk = disk;
    }

    /** Returns the path of a file in the same folder, with the same name and this ending. */
    Path beside(String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    void createFolder() {
        try {
            disk.createFolder(folder);
        } catch (IOException e) {
            throw new StoreException("Cannot create the folder of " + file + ": " + e, e);
        }
    }

    FileStamp stamp() {
        try {
            return FileStamp.of(file);
        } catch (IOException e) {
            throw unreadable(e.toString(), e);
        }
    }

    boolean isOpenToOthers() {
        try {
            return Files.exists(file) && disk.isOpenToOthers(file);
        } catch (IOException e) {
            throw unreadable(e.toString(), e);
        }
    }

    Records read() {
        try {
            requireReadable();
            byte[] json = disk.read(file);
            if (json.length == 0) {
                throw unreadable("it is empty; delete it to start with an empty store", null);
            }
            return RecordsJson.read(json);
        } catch (JsonException e) {
            throw unreadable(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw unreadable(e.toString(), e);
        }
    }

    /** Reading anything else might never end: a pipe, a device. */
    private void requireReadable() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("it is not a regular file");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException("it has more than " + MAX_BYTES + " bytes");
        }
    }

    private StoreException unreadable(String why, @Nullable Exception cause) {
        return new StoreException("Cannot read " + file + ": " + why, cause);
    }

    /**
     * Requires that the file, if there is one, is owned by whoever would own what takes its place: a change by root, say,
     * would lock out the service that reads it. To be asked before anything is created, a lock as well.
     *
     * @throws StoreException if it is somebody else's, or that cannot be told
     */
    void requireOwned() {
        try {
            Optional<UserPrincipal> owner = disk.ownerOf(file);
            if (owner.isPresent() && !owner.get().equals(self())) {
                throw new StoreException("Cannot write " + file + ": it belongs to "
                        + owner.get().getName() + "; make the change as that user");
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private UserPrincipal self() throws IOException {
        UserPrincipal known = self;
        if (known == null) {
            known = disk.ownerOfNewFiles(folder);
            self = known;
        }
        return known;
    }

    private StoreException unwritable(IOException cause) {
        return new StoreException("Cannot write " + file + ": " + cause, cause);
    }

    /**
     * Puts other records in the file's place, as a whole. Whoever calls this is the only writer.
     *
     * @throws StoreException if that fails, or the file is not this user's; then it is as it was
     */
    void replace(Records records) {
        try {
            if (Files.isSymbolicLink(file)) {
                throw new IOException("it is a symbolic link; open the file that it points to");
            }
            // Again, since another user may have created the file while this one waited for the lock.
            requireOwned();
            // What is left of a writer that was killed; nobody else writes now.
            Files.deleteIfExists(temporary);
            writeAndRename(RecordsJson.write(records));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private void writeAndRename(byte[] content) throws IOException {
        try {
            disk.writeNew(temporary, content);
            disk.rename(temporary, file);
        } catch (IOException | RuntimeException | Error e) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    /**
     * Makes a replacement survive a crash of the machine.
     *
     * @throws StoreException if that fails; the file is replaced nonetheless
     */
    void force() {
        try {
            disk.forceFolder(folder);
        } catch (IOException e) {
            throw new StoreException(file + " is written, but may be the old one after a power failure: " + e, e);
        }
    }

    /** Returns the path. */
    @Override
    public String toString() {
        return file.toString();
    }
}
