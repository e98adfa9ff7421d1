package io.keystile.monitoring.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends lines to a file and renames it when it is full: {@code access.log} becomes {@code access.log.1},
 * {@code access.log.1} becomes {@code access.log.2}, and so on; the last file is deleted. The files use at most
 * {@code maxBytes * files} bytes of the disk, and less if the {@link DiskBudget} is used up. Who may read them is
 * up to {@link FileAccess}.
 *
 * <p>If only a part of a line could be written, that part is removed. If a killed process left a partial line, the next
 * line starts on a line of its own. A file that was deleted or moved away is created anew within a second; an emptied
 * file is written from its beginning. Not thread-safe.
 *
 * <p>An instance holds a lock on {@code access.log.lock} until it is closed. A second instance for the same file cannot
 * write: {@link #write} throws an {@link IOException}.
 */
final class RotatingFile implements LineSink {
    private static final Set<OpenOption> OPTIONS = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final long CHECK_INTERVAL_NANOS = 1_000_000_000;

    private final Path file;
    private final long maxBytes;
    private final int files;
    private final LongSupplier nanoClock;
    private final DiskBudget budget;
    private final FileAccess access;
    private @Nullable FileChannel lockFile;
    private @Nullable FileLock lock;
    private @Nullable FileChannel channel;
    /**
     * Identifies the open file, so that another file with its name is recognized; null if the file system has no file
     * keys.
     */
    private @Nullable Object fileKey;

    private long checkedAt;

    RotatingFile(Path file, long maxBytes, int files, LongSupplier nanoClock) {
        this(
                file,
                maxBytes,
                files,
                nanoClock,
                new DiskBudget(() -> Files.getFileStore(file.toAbsolutePath().getParent()), nanoClock));
    }

    RotatingFile(Path file, long maxBytes, int files, LongSupplier nanoClock, DiskBudget budget) {
        this.file = file;
        this.maxBytes = maxBytes;
        this.files = files;
        this.nanoClock = nanoClock;
        this.budget = budget;
        this.access = new FileAccess(file);
    }

    /**
     * Writes a line. A pending interrupt would close the file channel, so it is cleared first and restored afterwards.
     */
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
        budget.take(bytes.remaining());
        try {
            FileChannel open = channel == null || closeIfReplaced() ? open() : channel;
            long size = open.size();
            if (size > 0 && size + bytes.remaining() > maxBytes) {
                closeFile();
                rotate();
                open = open();
            }
            writeFully(open, bytes);
        } catch (IOException e) {
            closeAfterFailure(e);
            throw e;
        }
    }

    private static void writeFully(FileChannel open, ByteBuffer bytes) throws IOException {
        long before = open.size();
        try {
            while (bytes.hasRemaining()) {
                open.write(bytes);
            }
        } catch (IOException e) {
            removePartialLine(open, before, e);
            throw e;
        }
    }

    private static void removePartialLine(FileChannel open, long before, IOException cause) {
        try {
            open.truncate(before);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * Closes the open file if it was deleted, moved or replaced: later lines in it would not be found. Checks once a
     * second.
     *
     * @return whether the file was closed
     */
    private boolean closeIfReplaced() throws IOException {
        long now = nanoClock.getAsLong();
        if (now - checkedAt < CHECK_INTERVAL_NANOS) {
            return false;
        }
        checkedAt = now;
        boolean replaced = !Files.exists(file) || !Objects.equals(fileKey, readFileKey());
        if (replaced) {
            closeFile();
        }
        return replaced;
    }

    private @Nullable Object readFileKey() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private FileChannel open() throws IOException {
        lock();
        access.requireNoLink();
        FileChannel opened = FileChannel.open(file, OPTIONS, access.ownerOnly());
        channel = opened;
        access.restrict();
        fileKey = readFileKey();
        checkedAt = nanoClock.getAsLong();
        if (endsWithinLine()) {
            opened.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
        return opened;
    }

    /** Acquires the lock; fails if another log holds it. A file system that has no locks does not prevent writing. */
    private void lock() throws IOException {
        if (lock != null) {
            return;
        }
        if (lockFile == null) {
            lockFile = FileChannel.open(file.resolveSibling(file.getFileName() + ".lock"), OPTIONS, access.ownerOnly());
        }
        if (isLockedElsewhere(lockFile)) {
            throw new IOException("Another access log writes to " + file + "; give each access log its own file");
        }
    }

    private boolean isLockedElsewhere(FileChannel channel) {
        try {
            lock = channel.tryLock();
            return lock == null;
        } catch (OverlappingFileLockException e) { // another log in this process holds it
            return true;
        } catch (IOException e) {
            LOG.debug("{} cannot be locked; a second process could write to it too", file, e);
            return false;
        }
    }

    /** Returns whether the last line in the file has no line end. */
    private boolean endsWithinLine() throws IOException {
        try (FileChannel reading = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return reading.size() > 0 && reading.read(last, reading.size() - 1) == 1 && last.get(0) != '\n';
        }
    }

    private void rotate() throws IOException {
        access.restrictAndRemember();
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

    /** Closes the file, which may be the cause of the failure. The next line opens it anew. */
    private void closeAfterFailure(IOException cause) {
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

    /**
     * Closes the lock file if this log holds the lock. Otherwise closing it could release the lock of another log in
     * this process.
     */
    private void unlock() throws IOException {
        if (lockFile != null && lock != null) {
            lockFile.close();
            lockFile = null;
            lock = null;
        }
    }
}
