package io.keystile.store;

import io.keystile.json.JsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and replaces the file of a file store. Every failure is a {@link StoreException} that names the file. */
final class RecordsFile {
    /** Far above the size of some ten thousand keys, and small enough for an array. */
    private static final long MAX_BYTES = 1L << 28;

    private static final Logger LOG = LoggerFactory.getLogger(JsonFileApiKeyStore.class);

    private final Path file;
    private final Path folder;
    private final Path temporary;
    private final Disk disk;
    /** The owner of files that this process creates; null until first needed, since finding it creates a file. */
    private volatile @Nullable UserPrincipal self;

    /**
     * Creates an object for the file, without accessing the file system.
     *
     * @throws IllegalArgumentException if {@code path} has no parent folder, and so names no file
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

    /** Requires a regular file of bounded size: reading a pipe or a device might never end. */
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
     * Requires that the file, if it exists, has the same owner as a replacement would have: otherwise a change by root,
     * for example, would lock out the service that reads it. Call it before any file is created, including the lock.
     *
     * @throws StoreException if the file has another owner, or the owner cannot be determined
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
     * Replaces the file as a whole. The caller must hold the writer lock.
     *
     * @throws StoreException if that fails, or the file has another owner; then the file is unchanged
     */
    void replace(Records records) {
        try {
            if (Files.isSymbolicLink(file)) {
                throw new IOException("it is a symbolic link; open the file that it points to");
            }
            // Checked again, since another user may have created the file while this process waited for the lock.
            requireOwned();
            // Left behind by a killed writer; the lock excludes any other writer now.
            Files.deleteIfExists(temporary);
            writeAndRename(RecordsJson.write(records));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private void writeAndRename(byte[] content) throws IOException {
        try {
            disk.writeNew(temporary, content);
            keepReaders();
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

    /** A change matters more than who may read the file, so it is made even if its readers are locked out. */
    private void keepReaders() {
        try {
            disk.keepReaders(file, temporary);
        } catch (IOException e) {
            LOG.warn(
                    "{} is readable by its owner only from now on; its group could not be kept: {}",
                    file,
                    e.toString());
        }
    }

    /**
     * Forces a replacement to the disk, so that it survives a crash of the machine.
     *
     * @throws StoreException if that fails; the file is replaced nonetheless
     */
    void force() {
        try {
            disk.forceFolder(folder);
        } catch (IOException e) {
            throw new StoreException(file + " was replaced, but a power failure may restore the old file: " + e, e);
        }
    }

    /** Returns the path. */
    @Override
    public String toString() {
        return file.toString();
    }
}
