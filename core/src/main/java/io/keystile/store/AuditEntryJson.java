package io.keystile.store;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.json.AuditJson;
import io.keystile.json.JsonException;
import io.keystile.json.JsonObject;
import io.keystile.json.JsonValue;
import io.keystile.key.KeyId;
import io.keystile.model.AuditEntry;

/** Writes and reads an audit entry, and the chain of a workspace, as a JSON object. Nulls are omitted. */
final class AuditEntryJson {
    private AuditEntryJson() {}

    static ObjectNode write(AuditChain chain) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("workspace", chain.workspace())
                .put("first", chain.first())
                .put("anchor", chain.anchor())
                .put("last", chain.last())
                .put("head", chain.head());
    }

    /**
     * Reads a chain.
     *
     * @throws JsonException if the value is not a chain
     */
    static AuditChain readChain(JsonValue value) {
        JsonObject json = JsonObject.of(value, "workspace", "first", "anchor", "last", "head");
        return new AuditChain(
                json.text("workspace"),
                json.number("first"),
                json.text("anchor"),
                json.number("last"),
                json.text("head"));
    }

    static ObjectNode write(ChainedEntry chained) {
        AuditEntry entry = chained.entry();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("workspace", entry.workspace());
        json.put("number", chained.number());
        json.put("time", entry.time().toString());
        json.put("actor", entry.actor());
        json.put("action", entry.action());
        if (entry.key() != null) {
            json.put("key", entry.key().value());
        }
        if (entry.reason() != null) {
            json.put("reason", entry.reason());
        }
        json.set("changes", AuditJson.write(entry.changes()));
        json.put("hash", chained.hash());
        return json;
    }

    /**
     * Reads an entry. Its hash is not verified.
     *
     * @throws JsonException if the value is not an entry
     */
    static ChainedEntry readEntry(JsonValue value) {
        JsonObject json = JsonObject.of(
                value, "workspace", "number", "time", "actor", "action", "key", "reason", "changes", "hash");
        return value.checked(() -> new ChainedEntry(
                new AuditEntry(
                        json.get("time").instant(),
                        json.text("actor"),
                        json.text("action"),
                        json.text("workspace"),
                        json.has("key") ? json.get("key").as(KeyId::new) : null,
                        json.textOrNull("reason"),
                        AuditJson.read(json.get("changes"))),
                json.number("number"),
                json.text("hash")));
    }
}
