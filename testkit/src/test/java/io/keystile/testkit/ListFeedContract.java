package io.keystile.testkit;

import io.keystile.key.KeyId;
import io.keystile.store.ChangeFeed;
import io.keystile.store.StoreChange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Runs the contract on feeds over one list of changes. */
class ListFeedContract extends ChangeFeedContract {
    private final List<StoreChange> log = new ArrayList<>();
    private final Function<List<StoreChange>, ChangeFeed> feed;

    ListFeedContract(Function<List<StoreChange>, ChangeFeed> feed) {
        this.feed = feed;
    }

    @Override
    protected ChangeFeed newFeed() {
        return feed.apply(log);
    }

    @Override
    protected void change(List<KeyId> keys) {
        keys.forEach(key -> log.add(new StoreChange.OfKey(key)));
    }
}
