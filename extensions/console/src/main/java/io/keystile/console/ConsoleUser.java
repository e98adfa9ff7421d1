package io.keystile.console;

import io.keystile.admin.Actor;
import java.util.HashMap;
import java.util.Map;

/**
 * Somebody who uses the console. Immutable.
 *
 * @param actor who acts. An actor that is bound to a workspace sees that workspace only; one that is bound to none is
 *     an operator, who sees all workspaces
 * @param access whether they may change anything
 * @param formFields hidden fields that the application wants in every form, for example the token of its own protection
 *     against cross-site requests
 */
public record ConsoleUser(Actor actor, Access access, Map<String, String> formFields) {
    /** What a user may do with what they see. */
    public enum Access {
        /** Look, and change nothing. */
        READ,
        /** Look, and change what the actor may change. */
        MANAGE
    }

    /** Copies the fields. */
    public ConsoleUser {
        formFields = Map.copyOf(formFields);
    }

    /** Returns a user who may change what the actor may change. */
    public static ConsoleUser managing(Actor actor) {
        return new ConsoleUser(actor, Access.MANAGE, Map.of());
    }

    /** Returns a user who sees what the actor sees, and changes nothing. */
    public static ConsoleUser reading(Actor actor) {
        return new ConsoleUser(actor, Access.READ, Map.of());
    }

    /** Returns this user with a hidden field in every form. */
    public ConsoleUser withFormField(String name, String value) {
        Map<String, String> more = new HashMap<>(formFields);
        more.put(name, value);
        return new ConsoleUser(actor, access, more);
    }

    /** Returns whether the user is bound to no workspace. */
    boolean isOperator() {
        return actor.workspace() == null;
    }

    boolean mayManage() {
        return access == Access.MANAGE;
    }
}
