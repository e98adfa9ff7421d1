package io.keystile.store;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.json.JsonException;
import io.keystile.json.JsonObject;
import io.keystile.json.JsonReader;
import io.keystile.json.JsonValue;
import io.keystile.model.ApiKeyRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes records as a JSON file with one record in each line, and reads such files strictly. */
final class RecordsJson {
    private static final int FORMAT = 1;

    private RecordsJson() {}

    /** Returns the records as the UTF-8 content of a file. */
    static byte[] write(Records records) {
        String json = "{\n  \"format\": " + FORMAT
                + store(records.facts())
                + ",\n  \"workspaces\": "
                + lines(records.workspaces().stream().map(RecordJson::write).toList())
                + ",\n  \"keys\": "
                + lines(records.keys().stream().map(key -> write(key, records)).toList())
                + audit(records.audit())
                + "\n}\n";
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static String store(@Nullable StoreFacts facts) {
        return facts == null ? "" : ",\n  \"store\": " + facts.toJson();
    }

    private static String audit(AuditBook audit) {
        List<AuditChain> chains = audit.allChains();
        return chains.isEmpty()
                ? ""
                : ",\n  \"chains\": "
                        + lines(chains.stream().map(AuditEntryJson::write).toList())
                        + ",\n  \"audit\": "
                        + lines(audit.allEntries().stream()
                                .map(AuditEntryJson::write)
                                .toList());
    }

    private static ObjectNode write(ApiKeyRecord key, Records records) {
        ObjectNode json = RecordJson.write(key);
        LastUse use = records.lastUse(key.id());
        if (use != null) {
            RecordJson.write(use, json);
        }
        return json;
    }

    private static String lines(List<ObjectNode> objects) {
        return objects.isEmpty()
                ? "[]"
                : objects.stream().map(ObjectNode::toString).collect(joining(",\n    ", "[\n    ", "\n  ]"));
    }

    /**
     * Reads the format of {@link #write}.
     *
     * @throws JsonException if the content has another format; the message contains no hash
     */
    static Records read(byte[] json) {
        try (JsonReader reader = JsonReader.of(json)) {
            Records records = new Records();
            reader.startObject();
            requireFormat(reader.property("format"));
            JsonValue facts = reader.propertyOrNull("store");
            if (facts != null) {
                records.replaceFacts(null, StoreFacts.read(facts));
            }
            reader.items("workspaces", value -> insertWorkspace(value, records));
            reader.items("keys", value -> insertKey(value, records));
            if (reader.itemsIfNext("chains", value -> records.audit().load(AuditEntryJson.readChain(value)))) {
                reader.items("audit", value -> records.audit().load(AuditEntryJson.readEntry(value)));
            }
            reader.endObject();
            return records;
        }
    }

    private static void requireFormat(JsonValue format) {
        if (format.number() != FORMAT) {
            throw format.wrong("this version of the library reads format " + FORMAT
                    + " only; use the version that wrote the file");
        }
    }

    private static void insertWorkspace(JsonValue value, Records records) {
        insert(new StoreWrite.InsertWorkspace(RecordJson.readWorkspace(value)), value, records);
    }

    private static void insertKey(JsonValue value, Records records) {
        JsonObject json = RecordJson.keyObject(value);
        ApiKeyRecord key = RecordJson.readKey(json);
        insert(new StoreWrite.InsertKey(key), value, records);
        LastUse use = RecordJson.readLastUse(json);
        if (use != null) {
            records.touch(Map.of(key.id(), use));
        }
    }

    private static void insert(StoreWrite write, JsonValue value, Records records) {
        try {
            records.write(List.of(write));
        } catch (IllegalStateException e) {
            throw value.wrong(String.valueOf(e.getMessage()));
        }
    }
}
