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
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;

/**
 * What a file of keys asks of a file system: that only its owner can read it, and that what is written stays. Where
 * there are no POSIX permissions, the folder's own decide. A class that tests make fail, hence not final.
 */
class Disk {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final FileAttribute<?> PRIVATE_FOLDER = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    private static final FileAttribute<?> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final boolean posix;

    Disk(FileSystem fileSystem) {
        this.posix = fileSystem.supportedFileAttributeViews().contains("posix");
    }

    /** Creates a folder and those above it, where they are missing. */
    void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, privately(PRIVATE_FOLDER));
        }
    }

    /** Opens a file for writing, and creates it as its options say. */
    FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, Set.of(options), privately(PRIVATE_FILE));
    }

    private FileAttribute<?>[] privately(FileAttribute<?> attribute) {
        return posix ? new FileAttribute<?>[] {attribute} : new FileAttribute<?>[0];
    }

    byte[] read(Path file) throws IOException {
        return Files.readAllBytes(file);
    }

    /** Writes a file that must not exist yet, through to the device. */
    void writeNew(Path file, byte[] content) throws IOException {
        try (FileChannel channel = open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    /** Returns whom a file belongs to, or a link itself; empty if nothing is there, or where there are no POSIX owners. */
    Optional<UserPrincipal> ownerOf(Path file) throws IOException {
        try {
            return posix ? Optional.of(Files.getOwner(file, LinkOption.NOFOLLOW_LINKS)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns whom the files belong to that this process creates in a folder. Only such a file tells for sure, since the
     * user may have no name, or another one on a network's disk; it is empty, and deleted at once.
     */
    UserPrincipal ownerOfNewFiles(Path folder) throws IOException {
        Path created = Files.createTempFile(folder, "owner", ".tmp", privately(PRIVATE_FILE));
        try {
            return Files.getOwner(created, LinkOption.NOFOLLOW_LINKS);
        } finally {
            Files.deleteIfExists(created);
        }
    }

    /** Gives a file another's name, so that anybody finds the one or the other under it, and never nothing. */
    void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Writes the names in a folder through to the device, where the system offers it. */
    void forceFolder(Path folder) throws IOException {
        if (posix) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Tells whether others than the owner may do anything with a file. */
    boolean isOpenToOthers(Path file) throws IOException {
        return posix && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file));
    }
}
