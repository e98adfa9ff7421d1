package io.keystile.store;

import io.keystile.model.ApiKeyRecord;
import io.keystile.model.WorkspaceRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Workspaces and keys as one JSON document in the format of {@link JsonFileApiKeyStore}, for export, import and moving
 * records from one store to another. It contains hashes but no plaintext key. A document that is written and read again
 * is equal. Immutable.
 *
 * @param workspaces the workspaces, with distinct ids
 * @param keys the keys, with distinct ids, each of one of these workspaces
 * @param facts what the store knows of its application, or null if it knows nothing
 */
public record RecordsDocument(
        List<WorkspaceRecord> workspaces,
        List<ApiKeyRecord> keys,
        @Nullable StoreFacts facts) {
    /** Creates a document of an unknown application. */
    public RecordsDocument(List<WorkspaceRecord> workspaces, List<ApiKeyRecord> keys) {
        this(workspaces, keys, null);
    }

    /** Copies the lists. */
    public RecordsDocument {
        workspaces = List.copyOf(workspaces);
        keys = List.copyOf(keys);
    }

    /**
     * Returns all records of a store, without the last uses; see {@link ApiKeyStore#forEachKey}.
     *
     * @throws StoreException if the store cannot answer
     */
    public static RecordsDocument of(ApiKeyStore store) {
        List<ApiKeyRecord> keys = new ArrayList<>();
        store.forEachKey(KeyQuery.ofAll(), keys::add);
        // Workspaces are read after the keys, so that no key's workspace is missing.
        return new RecordsDocument(store.workspaces(), keys, store.facts().orElse(null));
    }

    /**
     * Reads a document strictly.
     *
     * @throws IllegalArgumentException if the document is incomplete or invalid, or has an unknown property; the
     *     message names line, column and path, and repeats no hash
     */
    public static RecordsDocument parse(byte[] json) {
        Records records = RecordsJson.read(json);
        return new RecordsDocument(records.workspaces(), records.keys(), records.facts());
    }

    /**
     * Returns this document in UTF-8, one record to a line, workspaces by id and keys in the order of their creation.
     *
     * @throws IllegalArgumentException if two records of one kind have the same id, or a key's workspace is missing
     */
    public byte[] toJson() {
        Records records = new Records();
        List<StoreWrite> writes = new ArrayList<>();
        workspaces.forEach(workspace -> writes.add(new StoreWrite.InsertWorkspace(workspace)));
        keys.forEach(key -> writes.add(new StoreWrite.InsertKey(key)));
        try {
            records.write(writes);
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        records.replaceFacts(null, facts);
        return RecordsJson.write(records);
    }
}
