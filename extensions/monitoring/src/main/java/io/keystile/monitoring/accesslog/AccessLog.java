package io.keystile.monitoring.accesslog;

import io.keystile.AuthEvent;
import io.keystile.AuthListener;
import io.keystile.Decision.Denied;
import io.keystile.monitoring.internal.Arguments;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line of JSON per decision, to a logger or to a file. Register it with
 * {@code AuthenticatorBuilder.listener}, so that it runs in its own thread, and close it after the authenticator.
 * Thread-safe.
 *
 * <p>A line has these fields; a field whose value is unknown is left out:
 *
 * <ul>
 *   <li>{@code time}, {@code outcome} ({@code granted} or {@code denied}), and {@code nanos}, the duration of the
 *       decision;
 *   <li>{@code key}, and {@code workspace} if the key's secret was verified;
 *   <li>{@code method}, {@code path}, {@code address}, {@code userAgent};
 *   <li>{@code limit}, the limit with the smallest remaining share: {@code name}, {@code remaining},
 *       {@code resetSeconds};
 *   <li>for a denial also {@code reason}, {@code status}, and {@code instance}, which is the same as in the client's
 *       problem body.
 * </ul>
 *
 * <p>Text from clients is truncated to 256 characters. A run of characters that looks like a key is cut to its first
 * eight. Such a run has more than 37 letters and digits; or more than 31, not all hexadecimal; or more than 27 letters,
 * digits, hyphens and underscores, with a digit and letters of both cases among them. Percent-encoded letters, digits,
 * hyphens and underscores are decoded first. All output is printable ASCII.
 *
 * <p>Every decision is accounted for in one of these ways:
 *
 * <ul>
 *   <li>It has a line.
 *   <li>A line {@code {"time":…,"dropped":n}} counts it, because the queue was full.
 *   <li>It is part of a flood of denials, of which only a sample has lines. Such a line has {@code "sampled":10}, the
 *       number of denials that it stands for, and a line {@code {"time":…,"passedOver":n}} counts those without a
 *       line.
 *   <li>A line {@code {"time":…,"lost":n}} counts it, because its own line could not be written, for example to a
 *       disk that was nearly full. A failure is logged as a warning, at most every ten seconds. Each later decision
 *       tries to write again.
 * </ul>
 *
 * <p>The line for passed-over denials is written before the first decision of another second, the line for lost
 * decisions before the next decision, and both when the log is closed.
 */
public final class AccessLog implements AuthListener, AutoCloseable {
    /** The name of the logger that {@link #toLogger} writes to. */
    public static final String LOGGER = "io.keystile.access";

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final long BETWEEN_WARNINGS_NANOS = 10_000_000_000L;
    private static final long MIN_FILE_BYTES = 100_000;

    private final AccessLine lines;
    private final DenialSampler sampler;
    private final LineSink sink;
    private final InstantSource clock;
    private final LongSupplier nanoClock;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    /** Decisions that the queue had no room for and that no line has counted yet. */
    private long pendingDropped;

    /** Denials that sampling passed over and that no line has counted yet. */
    private long pendingPassedOver;

    /** Lost decisions that no line has counted yet. */
    private long pendingLost;

    private long nextWarning;
    private boolean closed;

    AccessLog(AccessLogSettings settings, LineSink sink, InstantSource clock, LongSupplier nanoClock) {
        this.lines = new AccessLine(settings);
        this.sampler = new DenialSampler(settings.deniedPerSecond());
        this.sink = sink;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.nextWarning = nanoClock.getAsLong();
    }

    /** Returns an access log that writes to the logger {@value #LOGGER}, at level INFO. */
    public static AccessLog toLogger(AccessLogSettings settings) {
        return new AccessLog(settings, LoggerFactory.getLogger(LOGGER)::info, InstantSource.system(), System::nanoTime);
    }

    /**
     * Returns an access log that writes to a file. Only the file's owner may read it. A full file is renamed to
     * {@code <file>.1}, {@code <file>.1} to {@code <file>.2}, and so on.
     *
     * <p>The file is created with the first line; its folder must exist. If the file is deleted or moved away, a new
     * one is created within a second. Each log needs its own file: a second log on the same file, in this process or
     * another, loses its lines and logs a warning. 10 MiB of the disk stay free, or a twentieth of its size if that is
     * less.
     *
     * @param file appended to if it exists
     * @param maxBytes the maximum size of a file, in bytes, at least 100,000
     * @param files the maximum number of files, the current one included, at least 1; the oldest is deleted
     * @throws IllegalArgumentException if {@code maxBytes} or {@code files} is too small
     */
    public static AccessLog toFile(Path file, long maxBytes, int files, AccessLogSettings settings) {
        if (maxBytes < MIN_FILE_BYTES) {
            throw new IllegalArgumentException("maxBytes must be at least " + MIN_FILE_BYTES + "; got " + maxBytes);
        }
        Arguments.atLeast(1, files, "The number of files");
        RotatingFile sink = new RotatingFile(file, maxBytes, files, System::nanoTime);
        return new AccessLog(settings, sink, InstantSource.system(), System::nanoTime);
    }

    @Override
    public synchronized void onDecision(AuthEvent event) {
        if (closed) {
            lost.incrementAndGet();
            return;
        }
        pendingPassedOver += sampler.endSecond(event.time().getEpochSecond());
        writeCounts(event.time());
        int sampling = event.decision() instanceof Denied ? sampler.sample() : 1;
        if (sampling > 0) {
            write(lines.ofDecision(event, sampling), 1);
        }
    }

    @Override
    public synchronized void onLoss(long events) {
        if (closed) {
            lost.addAndGet(events);
            return;
        }
        pendingDropped += events;
        writeCounts(clock.instant());
    }

    /** Writes the pending counts. A count that cannot be written now stays pending. */
    private void writeCounts(Instant time) {
        if (pendingDropped > 0 && write(AccessLine.ofDropped(time, pendingDropped), 0)) {
            pendingDropped = 0;
        }
        if (pendingPassedOver > 0 && write(AccessLine.ofPassedOver(time, pendingPassedOver), 0)) {
            pendingPassedOver = 0;
        }
        if (pendingLost > 0 && write(AccessLine.ofLost(time, pendingLost), 0)) {
            pendingLost = 0;
        }
    }

    /** Returns whether the line was written. If it was not, {@code decisions} count as lost. */
    private boolean write(String line, int decisions) {
        try {
            sink.write(line);
            written.incrementAndGet();
            return true;
        } catch (IOException | RuntimeException e) {
            lost.addAndGet(decisions);
            pendingLost += decisions;
            warn(e);
            return false;
        }
    }

    /** Logs a warning at most every ten seconds. It never contains the line that could not be written. */
    private void warn(Exception cause) {
        long now = nanoClock.getAsLong();
        if (now - nextWarning >= 0) {
            nextWarning = now + BETWEEN_WARNINGS_NANOS;
            LOG.warn("The access log cannot be written; {} decisions lost so far", lost.get(), cause);
        }
    }

    /** Returns how many lines were written, lines with counts included. */
    public long written() {
        return written.get();
    }

    /**
     * Returns how many decisions were lost: those whose line could not be written, even if a later line counts them;
     * those whose count could not be written when the log was closed; and those that came after {@link #close}.
     */
    public long lost() {
        return lost.get();
    }

    /** Writes the pending counts and closes the file. Decisions after that count as lost. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        pendingPassedOver += sampler.takePassedOver();
        writeCounts(clock.instant());
        lost.addAndGet(pendingDropped + pendingPassedOver);
        try {
            sink.close();
        } catch (IOException e) {
            warn(e);
        }
    }
}
