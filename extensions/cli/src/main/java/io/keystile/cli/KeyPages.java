package io.keystile.cli;

import io.keystile.admin.KeyDirectory;
import io.keystile.model.ApiKeyRecord;
import io.keystile.store.KeyQuery;
import java.util.ArrayList;
import java.util.List;

/** Reads the result of a query page by page. */
final class KeyPages {
    private KeyPages() {}

    /** Returns the first {@code atMost} keys in the order of the query, or all if there are fewer. */
    static List<ApiKeyRecord> read(KeyDirectory keys, KeyQuery query, int atMost) {
        List<ApiKeyRecord> found = new ArrayList<>();
        if (atMost == Integer.MAX_VALUE && !query.descending()) {
            keys.forEach(query, found::add);
            found.sort(query.order()); // keys of nodes whose clocks are behind come last
            return found;
        }
        KeyQuery next = query;
        while (found.size() < atMost) {
            int wanted = Math.min(KeyQuery.MAX_LIMIT, atMost - found.size());
            List<ApiKeyRecord> page = keys.list(next.withLimit(wanted));
            found.addAll(page);
            if (page.size() < wanted) {
                break;
            }
            next = query.after(page.get(page.size() - 1));
        }
        return found;
    }
}
