package io.keystile.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps keys and workspaces in one JSON file that people can read, edit and put under version control. It is designed
 * for up to some ten thousand keys on a local disk.
 *
 * <ul>
 *   <li>Reads are served from memory, without a lock. A change by another process or by hand is seen within a second.
 *   <li>Each change first reads the current file, under a lock on {@code <file>.lock} that all writers acquire, so that
 *       no change is lost. The lock file remains and must not be deleted. The file is replaced as a whole, and the
 *       change is on the disk when the method returns: a crash leaves the old file or the new one. A writer that waits
 *       for ten seconds, or is interrupted, fails with a {@link StoreException}.
 *   <li>The newest {@value #MOST_AUDIT} audit entries of each workspace are kept, or fewer if the application says so,
 *       because each change writes them all.
 *   <li>File, lock and folder are created for the owner only. If the file's group may read it, and no other user, a
 *       change keeps that. A change by any user but the file's owner fails, even by root: it would change the owner and
 *       lock out the service. The file contains hashes and never a plaintext key.
 *   <li>A file that is missing or cannot be parsed completely is never treated as empty, since it may contain a
 *       revocation. Until it can be read again, all methods throw {@link StoreException}; the message names line and
 *       column if it cannot be parsed.
 * </ul>
 *
 * <p>Thread-safe. Several store objects and processes may open the same file.
 */
public final class JsonFileApiKeyStore extends RecordsStore {
    static final Duration POLL_INTERVAL = Duration.ofMillis(250);

    private static final Logger LOG = LoggerFactory.getLogger(JsonFileApiKeyStore.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_AUDIT = 1_000;

    private final RecordsFile file;
    private final WriterLock writers;
    /** Held from reading the file's stamp until the view is set, so that an older view never replaces a newer one. */
    private final ReentrantLock viewing = new ReentrantLock();

    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile FileView view;

    private JsonFileApiKeyStore(Path path, Disk disk) {
        this.file = new RecordsFile(path, disk);
        this.writers = new WriterLock(file.beside(".lock"), disk, PATIENCE);
        this.view = FileView.of(new Records(), FileStamp.ABSENT);
        file.createFolder();
        FileStamp stamp = file.stamp();
        this.view = FileView.of(read(stamp), stamp);
        if (file.isOpenToOthers()) {
            LOG.warn(
                    "{} contains hashes of keys, and other users can access it; restrict it to its owner, or to its"
                            + " owner and readers in a group (chmod 640)",
                    file);
        }
    }

    /**
     * Opens a file and watches it in a daemon thread until {@link #close}. A missing folder is created. If the file is
     * missing, the store is empty, and the first change creates the file.
     *
     * @throws StoreException if the file cannot be read or parsed completely
     */
    public static JsonFileApiKeyStore open(Path file) {
        return open(file, new Disk(file.getFileSystem()), POLL_INTERVAL);
    }

    /**
     * Opens a file like {@link #open}, but requires that it exists. For an application that only authenticates: with an
     * empty store it would deny every key.
     *
     * @throws IllegalArgumentException if the file does not exist
     * @throws StoreException if the file cannot be read or parsed completely
     */
    public static JsonFileApiKeyStore openExisting(Path file) {
        if (Files.notExists(file)) {
            throw new IllegalArgumentException("There is no key file " + file.toAbsolutePath()
                    + "; correct the path, or create its first key with the command line");
        }
        return open(file);
    }

    static JsonFileApiKeyStore open(Path file, Disk disk, Duration pollInterval) {
        JsonFileApiKeyStore store = new JsonFileApiKeyStore(file, disk);
        Thread watcher = new Thread(() -> store.watch(pollInterval), "keystile-file-store");
        watcher.setDaemon(true);
        watcher.start();
        return store;
    }

    private void watch(Duration pollInterval) {
        try {
            while (!closed.await(pollInterval.toNanos(), TimeUnit.NANOSECONDS)) {
                poll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // Without the watcher the records become stale, so the store stops answering.
            endReading();
        }
    }

    /** Reads the file if it has changed. */
    void poll() {
        try {
            if (pollFile()) {
                notify(List.of(new StoreChange.OfAnything()));
            }
        } catch (RuntimeException e) {
            LOG.warn("A listener failed on a change of {}", file, e);
        }
    }

    private boolean pollFile() {
        viewing.lock();
        try {
            if (isClosed()) {
                return false;
            }
            FileStamp stamp = file.stamp();
            int sightings = stamp.equals(view.stamp()) ? view.sightings() + 1 : 1;
            return !view.isSettledAt(stamp) && refresh(stamp, sightings);
        } catch (RuntimeException | Error e) { // the next poll may succeed
            stopReading(String.valueOf(e.getMessage()));
            return false;
        } finally {
            viewing.unlock();
        }
    }

    /** Reads the file, and returns whether its keys or workspaces differ from those of the view. */
    private boolean refresh(FileStamp stamp, int sightings) {
        FileView before = view;
        Records read = read(stamp);
        boolean same = read.sameAs(before.records());
        view = new FileView(read, stamp, sightings, null);
        if (before.trouble() != null) {
            LOG.info("{} can be read again", file);
        }
        return !same;
    }

    private Records read(FileStamp stamp) {
        if (!stamp.equals(FileStamp.ABSENT)) {
            return file.read();
        }
        if (view.stamp().equals(FileStamp.ABSENT)) {
            return new Records();
        }
        throw new StoreException(
                "Cannot read " + file + ": it is missing; restore it, or open a new store to start empty");
    }

    @Override
    int mostAudit() {
        return MOST_AUDIT;
    }

    private void stopReading(String trouble) {
        if (view.trouble() == null) {
            LOG.warn("{}; no key can be looked up until it can be read again", trouble);
        }
        view = view.withTrouble(trouble);
    }

    @Override
    Records records() {
        FileView current = view;
        if (current.trouble() != null) {
            throw new StoreException(current.trouble());
        }
        return current.records();
    }

    @Override
    boolean change(Predicate<Records> change, List<StoreChange> what) {
        requireOpen();
        file.requireOwned();
        List<StoreChange> news = new ArrayList<>(2);
        try {
            return writers.exclusively(() -> changeAlone(change, what, news));
        } finally {
            notify(news);
        }
    }

    private boolean changeAlone(Predicate<Records> change, List<StoreChange> what, List<StoreChange> news) {
        viewing.lock();
        try {
            requireOpen();
            if (refresh(file.stamp(), 0)) {
                news.add(new StoreChange.OfAnything());
            }
            Records next = view.records().copy();
            if (!change.test(next)) {
                return false;
            }
            file.replace(next);
            try {
                file.force();
            } finally {
                view = FileView.of(next, FileStamp.UNKNOWN);
                news.addAll(what);
            }
            return true;
        } finally {
            viewing.unlock();
        }
    }

    private void requireOpen() {
        if (isClosed()) {
            throw new StoreException(file + " is closed");
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Stops watching the file. Afterwards all methods throw {@link StoreException}. */
    @Override
    public void close() {
        endReading();
        try {
            writers.close();
        } catch (StoreException e) {
            LOG.warn("{} was not closed cleanly", file, e);
        }
    }

    private void endReading() {
        viewing.lock();
        try {
            closed.countDown();
            view = view.withTrouble(file + " is closed");
        } finally {
            viewing.unlock();
        }
    }
}
