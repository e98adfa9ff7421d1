package io.keystile.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
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

    /**
     * Gives a file that was just created to the owner of one that is there, so that a change by root does not lock out the
     * service that reads it. Does nothing where there is no other file, or no POSIX owner.
     *
     * @throws IOException if the owner is somebody else, and may not be set: not by others than root, as a rule
     */
    void giveToOwnerOf(Path existing, Path created) throws IOException {
        if (!posix || !Files.exists(existing)) {
            return;
        }
        PosixFileAttributes wanted = attributesOf(existing);
        PosixFileAttributes given = attributesOf(created);
        if (!wanted.group().equals(given.group())) {
            try {
                setGroup(created, wanted.group());
            } catch (IOException e) {
                // Nobody is hindered: a private file's group may do nothing with it.
            }
        }
        if (!wanted.owner().equals(given.owner())) {
            try {
                setOwner(created, wanted.owner());
            } catch (IOException e) {
                throw new IOException(
                        existing.getFileName() + " belongs to " + wanted.owner().getName()
                                + "; make the change as that user",
                        e);
            }
        }
    }

    /** Of a link itself: whoever may write to the folder could put one there, to be given what it points to. */
    private static PosixFileAttributes attributesOf(Path file) throws IOException {
        return Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    void setOwner(Path file, UserPrincipal owner) throws IOException {
        ownershipOf(file).setOwner(owner);
    }

    void setGroup(Path file, GroupPrincipal group) throws IOException {
        ownershipOf(file).setGroup(group);
    }

    private static PosixFileAttributeView ownershipOf(Path file) {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
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
