package io.keystile;

import io.keystile.net.IncomingRequest;
import io.keystile.net.IpAddress;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Notifies all listeners of decisions. Without listeners it does nothing, not even read the clock. Thread-safe. */
final class Listeners implements AutoCloseable {
    private final List<AuthListener> inline;
    private final List<QueuedListener> queued;
    private final EventLosses losses;
    private final TimeOfDay timeOfDay;
    private final LongSupplier nanoClock;
    private final boolean none;

    Listeners(
            List<AuthListener> inline,
            List<QueuedListener> queued,
            EventLosses losses,
            TimeOfDay timeOfDay,
            LongSupplier nanoClock) {
        this.inline = List.copyOf(inline);
        this.queued = List.copyOf(queued);
        this.losses = losses;
        this.timeOfDay = timeOfDay;
        this.nanoClock = nanoClock;
        this.none = inline.isEmpty() && queued.isEmpty();
        queued.forEach(QueuedListener::start);
    }

    /** Returns the nanoseconds since {@code startNanos}; 0, without reading the clock, if there are no listeners. */
    long nanosSince(long startNanos) {
        return none ? 0 : nanoClock.getAsLong() - startNanos;
    }

    /** Returns the details of a request; {@link RequestDetails#NONE} if there are no listeners. */
    RequestDetails detailsOf(IncomingRequest request) {
        return none ? RequestDetails.NONE : RequestDetails.of(request);
    }

    void notify(
            Decision decision,
            @Nullable ApiKeyPrincipal caller,
            @Nullable IpAddress clientAddress,
            RequestDetails request,
            long startNanos) {
        if (none) {
            return;
        }
        long end = nanoClock.getAsLong();
        AuthEvent event = new AuthEvent(timeOfDay.at(end), decision, caller, clientAddress, request, end - startNanos);
        for (AuthListener listener : inline) {
            losses.guard(listener, event);
        }
        for (QueuedListener listener : queued) {
            listener.onDecision(event);
        }
    }

    long lost() {
        return losses.count();
    }

    @Override
    public void close() {
        queued.forEach(QueuedListener::close);
    }
}
