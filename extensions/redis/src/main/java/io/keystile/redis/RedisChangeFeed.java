package io.keystile.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keystile.store.ChangeFeed;
import io.keystile.store.StoreChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes changes of keys and workspaces between nodes through a stream of Redis.
 *
 * <p>Each node reads on from its own position, so a short disconnection loses nothing, and no node reads everything
 * again after it. If the entry at the position is gone, anything may have changed: the stream was trimmed beyond it, or
 * the server lost its data. A failover can lose the last entries, because Redis replicates asynchronously. So a node
 * adds its own changes of the last 30 seconds once more after each failure.
 *
 * <p>The stream contains public ids, never a secret or a hash, and keeps about 10,000 entries. It needs the commands
 * {@code XADD}, {@code XREAD} and {@code XRANGE}. An entry that is malformed, or that somebody else has added, only
 * causes records to be read again.
 *
 * <pre>{@code
 * Keystile.builder(store, "pk").changeFeed(RedisChangeFeed.over(LettuceRedis.of(client.connect()), redis))
 * }</pre>
 *
 * <p>Thread-safe as {@link ChangeFeed} requires it. {@link #close} does not close the connections; a call of {@link
 * #receive} then ends within about a second, or as soon as its connection is closed.
 */
public final class RedisChangeFeed implements ChangeFeed {
    private static final Logger LOG = LoggerFactory.getLogger(RedisChangeFeed.class);

    /** As in keys of the limiter, with which it may share the server. */
    private static final String KEY = "ks1:changes";

    private static final String MAX_ENTRIES = "10000";
    private static final int MAX_READ = 1_000;
    private static final int MAX_WRITTEN = 100;
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final Redis reader;
    private final Redis publisher;
    private final String key;
    private final Duration wait;
    private final RecentChanges recent;
    private final LongSupplier nanoClock;

    /** The id of the last entry that was passed on; null before the first. Used by the receiving thread only. */
    private @Nullable String position;

    /** Whether the last call of {@link #receive} failed, or there was none. */
    private boolean disconnected = true;

    private boolean warnedOfMalformed;

    /** Whether a server may have lost the last changes of this node. */
    private volatile boolean maybeLost;

    private volatile boolean closed;

    /** For tests: waits for changes for {@code wait}. */
    RedisChangeFeed(Redis reader, Redis publisher, String key, Duration wait, LongSupplier nanoClock) {
        this.reader = reader;
        this.publisher = publisher;
        this.key = key;
        this.wait = wait;
        this.recent = new RecentChanges(nanoClock);
        this.nanoClock = nanoClock;
    }

    /**
     * Returns a feed on a server that no other application uses for its changes.
     *
     * @param reader a connection of its own, because each read waits on the server for up to a second. With
     *     {@link JedisRedis} it may be the same instance as {@code publisher}; it then holds one connection of the pool
     * @param publisher any connection to the same server, which other commands may share
     */
    public static RedisChangeFeed over(Redis reader, Redis publisher) {
        return new RedisChangeFeed(reader, publisher, KEY, WAIT, System::nanoTime);
    }

    /**
     * Returns a feed like {@link #over(Redis, Redis)} for one of several applications on a server, each with keys of
     * its own. All nodes of an application give the same name.
     *
     * @param application 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}, a letter or digit first
     * @throws IllegalArgumentException if the name is malformed
     */
    public static RedisChangeFeed over(Redis reader, Redis publisher, String application) {
        String ofApplication = KEY + ":" + ApplicationName.checked(application);
        return new RedisChangeFeed(reader, publisher, ofApplication, WAIT, System::nanoTime);
    }

    @Override
    public void receive(Consumer<StoreChange> listener) {
        boolean again = disconnected;
        disconnected = true; // until this call returns normally
        if (again) {
            maybeLost = true;
        }
        String from = position;
        if (again && from != null && !has(from)) {
            from = null;
        }
        if (from == null) {
            begin(listener);
        }
        addAgainIfLost();
        if (from != null) {
            readOn(from, listener);
        }
        disconnected = false;
    }

    /** Takes a position at the end of the stream, and passes that anything may have changed before. */
    private void begin(Consumer<StoreChange> listener) {
        // An entry of our own, because it is certain to be there, whatever the stream contains.
        String end = add(reader, List.of(Entry.NO_CHANGE), TIMEOUT);
        listener.accept(new StoreChange.OfAnything());
        position = end; // last: if the listener fails, the next call passes the same again
    }

    private void readOn(String begin, Consumer<StoreChange> listener) {
        String from = begin;
        int read;
        do {
            List<Entry> entries = read(from);
            if (closed) {
                return;
            }
            pass(entries, listener);
            // Entries are lost only together with all earlier ones. So if this one is there, none was missed.
            if (!has(from)) {
                maybeLost = true;
                begin(listener);
                return;
            }
            read = entries.size();
            if (read > 0) {
                from = entries.get(read - 1).id();
                position = from;
            }
        } while (read == MAX_READ);
    }

    private void pass(List<Entry> entries, Consumer<StoreChange> listener) {
        Set<StoreChange> changes = new LinkedHashSet<>();
        for (Entry entry : entries) {
            if (!entry.addChanges(changes) && !warnedOfMalformed) {
                warnedOfMalformed = true;
                LOG.warn(
                        "The stream {} has entries that are not of this version, such as {}; each makes this node read"
                                + " all records again",
                        key,
                        entry.id());
            }
        }
        StoreChange anything = new StoreChange.OfAnything();
        (changes.contains(anything) ? Set.of(anything) : changes).forEach(listener);
    }

    @Override
    public void publish(List<StoreChange> changes) {
        try {
            add(changes);
        } catch (RedisCallException e) {
            maybeLost = true; // what was added shortly before, if the server has failed
            throw e;
        }
        recent.add(changes);
    }

    private void addAgainIfLost() {
        if (!maybeLost) {
            return;
        }
        maybeLost = false;
        try {
            add(recent.all());
        } catch (RedisCallException e) { // this node can hear others nevertheless
            maybeLost = true;
            LOG.debug("Recent changes could not be added once more", e);
        }
    }

    private void add(List<StoreChange> changes) {
        long deadline = nanoClock.getAsLong() + TIMEOUT.toNanos();
        List<String> texts = changes.stream().map(Entry::textOf).toList();
        for (int i = 0; i < texts.size(); i += MAX_WRITTEN) {
            Duration left = Duration.ofNanos(Math.max(1, deadline - nanoClock.getAsLong()));
            add(publisher, texts.subList(i, Math.min(texts.size(), i + MAX_WRITTEN)), left);
        }
    }

    /** Adds an entry, and returns its id. */
    private String add(Redis redis, List<String> changes, Duration timeout) {
        List<String> command = new ArrayList<>(List.of("XADD", key, "MAXLEN", "~", MAX_ENTRIES, "*"));
        for (String change : changes) {
            command.add(Entry.FIELD);
            command.add(change);
        }
        return Entry.idOf(send(redis, timeout, command));
    }

    /** Waits for entries after {@code from}, up to a second, and returns them; none if there are no new ones. */
    private List<Entry> read(String from) {
        String millis = Long.toString(wait.toMillis());
        String most = Integer.toString(MAX_READ);
        Object reply = send(
                reader, wait.plus(TIMEOUT), List.of("XREAD", "BLOCK", millis, "COUNT", most, "STREAMS", key, from));
        return reply == null ? List.of() : Entry.ofOneStream((List<?>) reply);
    }

    private boolean has(String id) {
        Object reply = send(reader, TIMEOUT, List.of("XRANGE", key, id, id));
        return reply instanceof List<?> entries && !entries.isEmpty();
    }

    private @Nullable Object send(Redis redis, Duration timeout, List<String> command) {
        byte[][] words = command.stream().map(word -> word.getBytes(UTF_8)).toArray(byte[][]::new);
        return redis.send(timeout, command.indexOf(key), words);
    }

    @Override
    public void close() {
        closed = true;
    }
}
