package io.keystile.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;

/**
 * The file operations of the file store. Files are created for their owner only, and writes are forced to the device.
 * Without POSIX permissions, files get the folder's default permissions. Not final, so that tests can simulate
 * failures.
 */
class Disk {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_AND_READERS = PosixFilePermissions.fromString("rwxr-----");
    private static final FileAttribute<?> PRIVATE_FOLDER = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    private static final FileAttribute<?> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final boolean posix;

    Disk(FileSystem fileSystem) {
        this.posix = fileSystem.supportedFileAttributeViews().contains("posix");
    }

    /** Creates a folder and its missing parents. */
    void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, privately(PRIVATE_FOLDER));
        }
    }

    /** Opens a file with these options; a file that is created is accessible to its owner only. */
    FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, Set.of(options), privately(PRIVATE_FILE));
    }

    private FileAttribute<?>[] privately(FileAttribute<?> attribute) {
        return posix ? new FileAttribute<?>[] {attribute} : new FileAttribute<?>[0];
    }

    byte[] read(Path file) throws IOException {
        return Files.readAllBytes(file);
    }

    /** Creates a file, which must not exist yet, and forces its content to the device. */
    void writeNew(Path file, byte[] content) throws IOException {
        try (FileChannel channel = open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    /**
     * Returns the owner of a file, or of the link itself; empty if it does not exist or there are no POSIX permissions.
     */
    Optional<UserPrincipal> ownerOf(Path file) throws IOException {
        try {
            return posix ? Optional.of(Files.getOwner(file, LinkOption.NOFOLLOW_LINKS)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the owner of files that this process creates in a folder. Creates an empty file for it and deletes it at
     * once: the name of the process's user may be missing, or differ on a network file system.
     */
    UserPrincipal ownerOfNewFiles(Path folder) throws IOException {
        Path created = Files.createTempFile(folder, "owner", ".tmp", privately(PRIVATE_FILE));
        try {
            return Files.getOwner(created, LinkOption.NOFOLLOW_LINKS);
        } finally {
            Files.deleteIfExists(created);
        }
    }

    /** Renames a file atomically, replacing an existing one: readers find the old or the new file, never none. */
    void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Forces the entries of a folder to the device, where the file system supports POSIX permissions. */
    void forceFolder(Path folder) throws IOException {
        if (posix) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Returns whether more users than the owner and readers in the file's group have any permission on it. */
    boolean isOpenToOthers(Path file) throws IOException {
        return posix && !OWNER_AND_READERS.containsAll(Files.getPosixFilePermissions(file));
    }

    /** Lets the group of a file read its replacement too, if the group and no other user may read the file. */
    void keepReaders(Path file, Path replacement) throws IOException {
        if (!posix || Files.notExists(file) || isOpenToOthers(file)) {
            return;
        }
        PosixFileAttributes present = Files.readAttributes(file, PosixFileAttributes.class);
        if (present.permissions().contains(PosixFilePermission.GROUP_READ)) {
            PosixFileAttributeView view = Files.getFileAttributeView(replacement, PosixFileAttributeView.class);
            if (!view.readAttributes().group().equals(present.group())) {
                view.setGroup(present.group());
            }
            view.setPermissions(PosixFilePermissions.fromString("rw-r-----"));
        }
    }
}
