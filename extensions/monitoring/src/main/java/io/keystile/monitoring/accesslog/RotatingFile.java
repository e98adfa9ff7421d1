package io.keystile.monitoring.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of lines that is put aside when it is full: {@code access.log} becomes {@code access.log.1}, that {@code access.log.2},
 * and so on; the last is deleted. So no more than {@code maxBytes * files} are on the disk, and less if it has no {@link DiskRoom}.
 * Only its owner may read it, where the file system knows of owners.
 *
 * <p>A line that could be written only in part is taken back; one that a killed process has left is ended before the next. A file
 * that somebody has deleted, moved away or emptied is noticed within a second. For one thread, and one process: it holds a lock on
 * {@code access.log.lock}, and another one is refused.
 */
final class RotatingFile implements LineSink {
    private static final Set<StandardOpenOption> OPTIONS =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final long BETWEEN_LOOKS_NANOS = 1_000_000_000;

    private final Path file;
    private final long maxBytes;
    private final int files;
    private final LongSupplier nanoClock;
    private final DiskRoom room;
    private @Nullable FileChannel lockFile;
    private @Nullable FileLock lock;
    private @Nullable FileChannel channel;
    /** What tells the open file from another one of its name; null where the file system does not. */
    private @Nullable Object identity;

    private long looked;

    RotatingFile(Path file, long maxBytes, int files, LongSupplier nanoClock) {
        this(
                file,
                maxBytes,
                files,
                nanoClock,
                new DiskRoom(() -> Files.getFileStore(file.toAbsolutePath().getParent()), nanoClock));
    }

    RotatingFile(Path file, long maxBytes, int files, LongSupplier nanoClock, DiskRoom room) {
        this.file = file;
        this.maxBytes = maxBytes;
        this.files = files;
        this.nanoClock = nanoClock;
        this.room = room;
    }

    /** An interrupt that is pending would close the file before the line is written; so it is put back after that. */
    @Override
    public void write(String line) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            append(line);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void append(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        room.take(bytes.remaining());
        try {
            FileChannel open = channel == null || isGone() ? open() : channel;
            long size = open.size();
            if (size > 0 && size + bytes.remaining() > maxBytes) {
                closeFile();
                rotate();
                open = open();
            }
            writeWhole(open, bytes);
        } catch (IOException e) {
            closeAfter(e);
            throw e;
        }
    }

    private static void writeWhole(FileChannel open, ByteBuffer bytes) throws IOException {
        long before = open.size();
        try {
            while (bytes.hasRemaining()) {
                open.write(bytes);
            }
        } catch (IOException e) {
            takeBack(open, before, e);
            throw e;
        }
    }

    private static void takeBack(FileChannel open, long before, IOException cause) {
        try {
            open.truncate(before);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Closes what is open if it no longer has its name: nobody would see what is written there. */
    private boolean isGone() throws IOException {
        long now = nanoClock.getAsLong();
        if (now - looked < BETWEEN_LOOKS_NANOS) {
            return false;
        }
        looked = now;
        boolean gone = !Files.exists(file) || !Objects.equals(identity, identity());
        if (gone) {
            closeFile();
        }
        return gone;
    }

    private @Nullable Object identity() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private FileChannel open() throws IOException {
        lock();
        FileChannel opened = FileChannel.open(file, OPTIONS, ownerOnly());
        channel = opened;
        identity = identity();
        looked = nanoClock.getAsLong();
        if (isTorn()) {
            opened.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
        return opened;
    }

    /** Only a lock that somebody else holds keeps from writing: a file system may have none. */
    private void lock() throws IOException {
        if (lock != null) {
            return;
        }
        if (lockFile == null) {
            lockFile = FileChannel.open(file.resolveSibling(file.getFileName() + ".lock"), OPTIONS, ownerOnly());
        }
        if (isLockedByOthers(lockFile)) {
            throw new IOException("Another access log writes to " + file + "; give each a file of its own");
        }
    }

    private boolean isLockedByOthers(FileChannel channel) {
        try {
            lock = channel.tryLock();
            return lock == null;
        } catch (OverlappingFileLockException e) { // by this process
            return true;
        } catch (IOException e) {
            LOG.debug("{} cannot be locked; no second process is kept from writing to it", file, e);
            return false;
        }
    }

    private FileAttribute<?>[] ownerOnly() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Tells whether the file ends in the middle of a line. */
    private boolean isTorn() throws IOException {
        try (FileChannel reading = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return reading.size() > 0 && reading.read(last, reading.size() - 1) == 1 && last.get(0) != '\n';
        }
    }

    private void rotate() throws IOException {
        for (int number = files - 1; number > 0; number--) {
            Path from = number == 1 ? file : numbered(number - 1);
            if (Files.exists(from)) {
                Files.move(from, numbered(number), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.deleteIfExists(file);
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    /** What is open may be the cause: the next line opens it anew. */
    private void closeAfter(IOException cause) {
        try {
            closeFile();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private void closeFile() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            closeFile();
        } finally {
            unlock();
        }
    }

    /** A file that is not locked here stays open: to close it would let go of the lock of another log in this process. */
    private void unlock() throws IOException {
        if (lockFile != null && lock != null) {
            lockFile.close();
            lockFile = null;
            lock = null;
        }
    }
}
