package io.keystile.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates and writes JSON. A property without a value is null and never omitted. */
final class Json {
    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Returns the text of a value, or null for null. */
    static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    /** Writes an array with one object in each line. */
    static void writeArray(List<ObjectNode> objects, Output out) {
        if (objects.isEmpty()) {
            out.line("[]");
            return;
        }
        out.line("[");
        for (Iterator<ObjectNode> rest = objects.iterator(); rest.hasNext(); ) {
            out.line(rest.next() + (rest.hasNext() ? "," : ""));
        }
        out.line("]");
    }
}
