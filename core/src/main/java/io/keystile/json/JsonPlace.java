package io.keystile.json;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a value stands in a JSON text: its line and column, and its path, such as {@code plans[1].name}. Immutable. */
final class JsonPlace {
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,31}");
    private static final Pattern SHORT = Pattern.compile("[ -~&&[^\"\\\\]]{0,32}");

    private final @Nullable JsonPlace parent;
    /** A property's name or an item's index; empty for a whole text without a name. */
    private final Object step;

    private final int line;
    private final int column;

    private JsonPlace(@Nullable JsonPlace parent, Object step, int line, int column) {
        this.parent = parent;
        this.step = step;
        // The parser has no location before its first token.
        this.line = Math.max(1, line);
        this.column = Math.max(1, column);
    }

    /** Returns the start of a text, whose path is the given name or, if that is empty, left out. */
    static JsonPlace start(String name) {
        return new JsonPlace(null, name, 1, 1);
    }

    /** Returns another place with the same path. */
    JsonPlace at(int otherLine, int otherColumn) {
        return new JsonPlace(parent, step, otherLine, otherColumn);
    }

    /** Returns the place of a property with the name {@code childStep}, or of the item with that index. */
    JsonPlace child(Object childStep, int childLine, int childColumn) {
        return new JsonPlace(this, childStep, childLine, childColumn);
    }

    /** Returns {@code line 3, column 12: plans[1].name}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        appendPath(text);
        String path = text.isEmpty() ? "" : ": " + text;
        return "line " + line + ", column " + column + path;
    }

    private void appendPath(StringBuilder path) {
        if (parent != null) {
            parent.appendPath(path);
        }
        if (step instanceof Integer) {
            path.append('[').append(step).append(']');
        } else if (IDENTIFIER.matcher(step.toString()).matches()) {
            path.append(path.isEmpty() ? "" : ".").append(step);
        } else if (parent != null) {
            path.append(quoted(step.toString()));
        }
    }

    /** Returns the path as a JSON pointer (RFC 6901), such as {@code /plans/1/name}; a long name is left out. */
    String pointer() {
        if (parent == null) {
            return "";
        }
        String name = SHORT.matcher(step.toString()).matches() ? step.toString() : "…";
        return parent.pointer() + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** Leaves out a long name: it may be a secret that ended up before a colon by mistake. */
    private static String quoted(String name) {
        return SHORT.matcher(name).matches() ? "[\"" + name + "\"]" : "[…]";
    }
}
