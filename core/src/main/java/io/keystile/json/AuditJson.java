package io.keystile.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.model.AuditEntry.FieldChange;
import java.util.List;

/** The JSON form of changed fields: {@code [{"field": "name", "before": "old", "after": "new"}]}. */
public final class AuditJson {
    private AuditJson() {}

    /** Returns a list of objects that {@link #read} reads. A value that is null is omitted. */
    public static ArrayNode write(List<FieldChange> changes) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode(changes.size());
        for (FieldChange change : changes) {
            ObjectNode object = list.addObject().put("field", change.field());
            if (change.before() != null) {
                object.put("before", change.before());
            }
            if (change.after() != null) {
                object.put("after", change.after());
            }
        }
        return list;
    }

    /**
     * Returns the changed fields of a list.
     *
     * @throws JsonException if it has another form
     */
    public static List<FieldChange> read(JsonValue value) {
        return value.items().stream().map(AuditJson::readChange).toList();
    }

    private static FieldChange readChange(JsonValue value) {
        JsonObject json = JsonObject.of(value, "field", "before", "after");
        return value.checked(
                () -> new FieldChange(json.text("field"), json.textOrNull("before"), json.textOrNull("after")));
    }
}
