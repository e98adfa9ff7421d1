package io.keystile.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.store.ChangeFeed;
import io.keystile.store.StoreChange;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Runs the contract on a feed over a list, and shows that it fails for feeds that break one rule each. */
class ChangeFeedContractTest extends ListFeedContract {
    ChangeFeedContractTest() {
        super(ListFeed::new);
    }

    /** A correct feed. Subclasses break one rule. */
    private static class ListFeed implements ChangeFeed {
        final List<StoreChange> log;
        int position = -1;
        boolean closed;

        ListFeed(List<StoreChange> log) {
            this.log = log;
        }

        @Override
        public void receive(Consumer<StoreChange> listener) {
            if (closed) {
                return;
            }
            if (position < 0) {
                connect(listener);
            }
            while (position < log.size()) {
                pass(listener);
            }
        }

        void connect(Consumer<StoreChange> listener) {
            int end = log.size();
            listener.accept(new StoreChange.OfAnything());
            position = end;
        }

        void pass(Consumer<StoreChange> listener) {
            listener.accept(log.get(position));
            position++;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private interface Rule {
        void check(ChangeFeedContract contract) throws Exception;
    }

    private static void assertBroken(Function<List<StoreChange>, ChangeFeed> feed, Rule rule) {
        assertThatThrownBy(() -> rule.check(new ListFeedContract(feed))).isInstanceOf(AssertionError.class);
    }

    @Test
    void feedThatBeginsSilentlyFails() {
        assertBroken(
                log -> new ListFeed(log) {
                    @Override
                    void connect(Consumer<StoreChange> listener) {
                        position = log.size();
                    }
                },
                ChangeFeedContract::firstCallPassesThatAnythingMayHaveChanged);
    }

    @Test
    void feedThatKnowsNoKeysFails() {
        assertBroken(
                log -> new ListFeed(log) {
                    @Override
                    void pass(Consumer<StoreChange> listener) {
                        listener.accept(new StoreChange.OfAnything());
                        position++;
                    }
                },
                ChangeFeedContract::laterCallsPassOnlyWhatHasChanged);
    }

    @Test
    void feedThatTakesChangesFromOtherNodesFails() {
        assertBroken(
                log -> new ListFeed(log) {
                    @Override
                    void pass(Consumer<StoreChange> listener) {
                        listener.accept(log.remove(position));
                    }
                },
                ChangeFeedContract::eachNodeHearsEachChange);
    }

    @Test
    void feedThatPassesAtMostAThousandChangesInACallFails() {
        assertBroken(
                log -> new ListFeed(log) {
                    @Override
                    public void receive(Consumer<StoreChange> listener) {
                        int end = position + 1_000;
                        super.receive(change -> {
                            if (position < 0 || position < end) {
                                listener.accept(change);
                            }
                        });
                    }
                },
                ChangeFeedContract::oneCallPassesAllChangesFromBeforeItBegan);
    }

    @Test
    void feedThatTakesItsPositionAfterItIsConnectedFails() {
        assertBroken(
                log -> new ListFeed(log) {
                    @Override
                    void connect(Consumer<StoreChange> listener) {
                        super.connect(listener);
                        position = log.size();
                    }
                },
                ChangeFeedContract::changeWhileTheFeedConnectsIsHeard);
    }

    @Test
    void feedThatReadsOnAfterAFailedListenerFails() {
        assertBroken(
                log -> new ListFeed(log) {
                    @Override
                    void pass(Consumer<StoreChange> listener) {
                        position++;
                        listener.accept(log.get(position - 1));
                    }
                },
                ChangeFeedContract::whatAListenerFailsOnIsPassedAgain);
    }

    @Test
    void feedThatIsConnectedBeforeItsListenerKnowsFails() {
        assertBroken(
                log -> new ListFeed(log) {
                    @Override
                    void connect(Consumer<StoreChange> listener) {
                        position = log.size();
                        listener.accept(new StoreChange.OfAnything());
                    }
                },
                ChangeFeedContract::whatAListenerFailsOnIsPassedAgain);
    }

    @Test
    void feedThatIsOpenAfterItsEndFails() {
        assertBroken(
                log -> new ListFeed(log) {
                    @Override
                    public void close() {}
                },
                ChangeFeedContract::closedFeedPassesNothingMore);
    }
}
