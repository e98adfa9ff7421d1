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
 * Writes each decision as a line of JSON, to a logger or to a file. To be registered with {@code AuthenticatorBuilder.listener},
 * so that it works in a thread of its own; to be closed after the authenticator.
 *
 * <p>A line has {@code time} and {@code outcome} (granted, denied), {@code key}, {@code workspace} (of a key whose secret was
 * verified), {@code method}, {@code path}, {@code address}, {@code userAgent}, {@code limit} (the one of which the least part is
 * left: {@code name}, {@code remaining}, {@code resetSeconds}) and {@code nanos} (how long the decision took); of a denial also
 * {@code reason}, {@code status}, and {@code instance}, which is that of the client's problem body. What is not known is left
 * out. What clients send is cut to 256 characters, and of what looks like a key eight are left: of a row of more than 37 letters
 * and digits, of more than 31 if they are not hexadecimal, and of more than 27 letters, digits, hyphens and underscores in which
 * there are digits and letters of both cases; if these are percent-encoded, they are decoded. All is printable ASCII.
 *
 * <p>Every decision is accounted for: it has a line; or a line {@code {"time":…,"dropped":n}} counts it, since the queue was full;
 * or it is one of a flood of denials, of which lines say for how many like it they stand ({@code "sampled":10}) and a line
 * {@code {"time":…,"passedOver":n}} says how many have none; or a line {@code {"time":…,"lost":n}} counts it, since it could not
 * be written, such as to a disk that was nearly full. That is warned of every ten seconds at most, and writing goes on as soon as it is possible. What is
 * passed over or lost is told with the next decision, or when this is closed. Thread-safe.
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
    /** What has still to be told: decisions that the queue had no room for, denials that sampling passed over, lost lines. */
    private long dropped;

    private long passedOver;
    private long untold;
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

    /** Writes to the logger {@value #LOGGER}, at level INFO. */
    public static AccessLog toLogger(AccessLogSettings settings) {
        return new AccessLog(settings, LoggerFactory.getLogger(LOGGER)::info, InstantSource.system(), System::nanoTime);
    }

    /**
     * Writes to a file that only its owner may read, and puts it aside as {@code <file>.1} when it is full, and so on. The file is
     * made when there is something to write, its folder must be there. If somebody deletes it or moves it away, it is made anew
     * within a second. Each process has a file of its own: a second one that writes to the same loses its lines, and is warned.
     * 10 MiB of the disk, or a twentieth of a smaller one, are left free.
     *
     * @param file is appended to
     * @param maxBytes how long a file becomes, at least 100,000
     * @param files how many files are kept with the one that is written, at least 1; the oldest is deleted
     * @throws IllegalArgumentException if a number is out of bounds
     */
    public static AccessLog toFile(Path file, long maxBytes, int files, AccessLogSettings settings) {
        if (maxBytes < MIN_FILE_BYTES) {
            throw new IllegalArgumentException("A file has at least " + MIN_FILE_BYTES + " bytes; got " + maxBytes);
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
        passedOver += sampler.endSecond(event.time().getEpochSecond());
        writeCounts(event.time());
        int sampling = event.decision() instanceof Denied ? sampler.sample() : 1;
        if (sampling > 0) {
            write(lines.of(event, sampling), 1);
        }
    }

    @Override
    public synchronized void onLoss(long events) {
        if (closed) {
            lost.addAndGet(events);
            return;
        }
        dropped += events;
        writeCounts(clock.instant());
    }

    /** What cannot be written now is kept, to be told with the next line. */
    private void writeCounts(Instant time) {
        if (dropped > 0 && write(AccessLine.ofDropped(time, dropped), 0)) {
            dropped = 0;
        }
        if (passedOver > 0 && write(AccessLine.ofPassedOver(time, passedOver), 0)) {
            passedOver = 0;
        }
        if (untold > 0 && write(AccessLine.ofLost(time, untold), 0)) {
            untold = 0;
        }
    }

    /** Returns whether the line was written; if not, so many decisions are lost with it. */
    private boolean write(String line, int decisions) {
        try {
            sink.write(line);
            written.incrementAndGet();
            return true;
        } catch (IOException | RuntimeException e) {
            lost.addAndGet(decisions);
            untold += decisions;
            warn(e);
            return false;
        }
    }

    /** Not for every line, and never with the line. */
    private void warn(Exception cause) {
        long now = nanoClock.getAsLong();
        if (now - nextWarning >= 0) {
            nextWarning = now + BETWEEN_WARNINGS_NANOS;
            LOG.warn("The access log cannot be written; {} decisions are lost so far", lost.get(), cause);
        }
    }

    /** Returns how many lines were written. */
    public long written() {
        return written.get();
    }

    /** Returns how many decisions could not be written, whether a line counts them by now or not, or came after the end. */
    public long lost() {
        return lost.get();
    }

    /** Tells what was passed over, and closes the file. What comes later is counted as lost. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        passedOver += sampler.takePassedOver();
        writeCounts(clock.instant());
        lost.addAndGet(dropped + passedOver);
        try {
            sink.close();
        } catch (IOException e) {
            warn(e);
        }
    }
}
