package io.keystile.store;

import java.util.List;
import java.util.function.Consumer;

/**
 * Receives the changes that other nodes make, so that this node sees them at once; a {@link FollowingApiKeyStore} runs
 * it. Without a feed, or while it is broken, a node sees them within {@link CacheSettings#freshFor}.
 *
 * <p>A feed may also pass changes of this node, and changes that never happened: each only causes records to be read
 * again. It never contains a secret or a hash. Implementations are thread-safe: {@link #receive} is always called in
 * the same thread, {@link #publish} and {@link #close} in others.
 */
public interface ChangeFeed extends AutoCloseable {
    /**
     * Waits for changes, and passes each to {@code listener} as soon as it is received. Returns after about a second at
     * the latest, with or without changes, or as soon as the feed is closed.
     *
     * <p>A call that returns normally states that all changes have been passed, by it or by earlier calls, whose
     * transactions were committed before it began. So a feed never returns normally just because it has heard nothing:
     * its connection may be broken.
     *
     * <p>The first call connects, and so does the first one after a failure. As soon as it is connected it passes
     * {@link StoreChange.OfAnything}, because changes from before may have been missed; only a feed that continues
     * after a failure from its last position, and can prove that nothing is missing there, does not.
     *
     * <p>If the listener throws, so does this method, and the next call passes the change or {@code OfAnything} again.
     *
     * @throws RuntimeException if the feed is broken, such as a {@link StoreException}; the caller calls again after a
     *     moment. Its message says what to do, and contains no password.
     */
    void receive(Consumer<StoreChange> listener);

    /**
     * Passes changes of this node, which are durable, to other nodes. The default does nothing, for a feed whose source
     * hears of them without it, for example by triggers of the database. Returns or throws within about a second.
     *
     * @throws RuntimeException if they may not have been passed; the caller tries again for a while
     */
    default void publish(List<StoreChange> changes) {}

    /** Ends a {@link #receive} in progress, and releases the feed's resources. Closing it again changes nothing. */
    @Override
    void close();
}
