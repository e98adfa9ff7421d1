package io.keystile.console;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A method and a pattern of paths with what answers them. Immutable.
 *
 * @param method for example {@code GET}, which answers {@code HEAD} too
 * @param pattern a path below the mount; a segment such as <code>{key}</code> is a variable
 * @param needs what a user needs besides seeing the workspace and the key of the path
 * @param handler answers the request
 */
record Route(String method, String pattern, Needs needs, Handler handler) {
    /** What a user needs. */
    enum Needs {
        /** Nothing more. */
        SIGHT,
        /** Is an operator. */
        OVERSIGHT,
        /** May change things. */
        MANAGE,
        /** May change things, and is an operator. */
        OPERATOR
    }

    /** Answers a request of a user who has what the route needs. */
    @FunctionalInterface
    interface Handler {
        ConsoleResponse answer(Call call);
    }

    boolean accepts(String wanted) {
        return methods().contains(wanted);
    }

    List<String> methods() {
        return method.equals("GET") ? List.of("GET", "HEAD") : List.of(method);
    }

    /** Returns the values of the pattern's variables; empty if the path does not match. */
    Optional<Map<String, String>> match(String path) {
        String[] wanted = pattern.split("/", -1);
        String[] given = path.split("/", -1);
        if (wanted.length != given.length) {
            return Optional.empty();
        }
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].startsWith("{") && !given[i].isEmpty()) {
                variables.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
            } else if (!wanted[i].equals(given[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }
}
