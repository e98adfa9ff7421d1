package io.keystile.monitor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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

/**
 * A file of lines that is put aside when it is full: {@code access.log} becomes {@code access.log.1}, that {@code access.log.2},
 * and so on; the last is deleted. So no more than {@code maxBytes * files} are on the disk. Only its owner may read it, where
 * the file system knows of owners.
 *
 * <p>A line that was written only in part, because the disk was full or the process was killed, is ended before the next one.
 * A file that somebody has deleted, moved away or emptied is noticed within a second. For one thread, and one process.
 */
final class RotatingFile implements LineSink {
    private static final Set<StandardOpenOption> OPTIONS =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private static final long BETWEEN_LOOKS_NANOS = 1_000_000_000;

    private final Path file;
    private final long maxBytes;
    private final int files;
    private final LongSupplier nanoClock;
    private @Nullable FileChannel channel;
    /** What tells the open file from another one of its name; null where the file system does not. */
    private @Nullable Object identity;

    private long looked;

    RotatingFile(Path file, long maxBytes, int files, LongSupplier nanoClock) {
        this.file = file;
        this.maxBytes = maxBytes;
        this.files = files;
        this.nanoClock = nanoClock;
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
        try {
            FileChannel open = channel == null || isGone() ? open() : channel;
            open.position(Math.min(open.position(), open.size()));
            if (open.position() > 0 && open.position() + bytes.remaining() > maxBytes) {
                close();
                rotate();
                open = open();
            }
            while (bytes.hasRemaining()) {
                open.write(bytes);
            }
        } catch (IOException e) {
            closeAfter(e);
            throw e;
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
            close();
        }
        return gone;
    }

    private @Nullable Object identity() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private FileChannel open() throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        FileChannel opened = FileChannel.open(file, OPTIONS, attributes);
        channel = opened;
        identity = identity();
        looked = nanoClock.getAsLong();
        long size = opened.size();
        opened.position(size);
        if (size > 0 && lastByte(opened, size) != '\n') {
            opened.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
        return opened;
    }

    private static byte lastByte(FileChannel channel, long size) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        channel.read(last, size - 1);
        return last.get(0);
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
            close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
