package io.keystile.console.views;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The form of a key's settings, with what was entered so far.
 *
 * @param values what was entered, by the name of the field; every field has a value
 * @param granted the permissions that are chosen
 * @param options what can be chosen
 * @param errors what is wrong with fields
 * @param problem what is wrong with the whole, or null
 */
public record SettingsForm(
        Map<String, String> values,
        List<String> granted,
        FormOptions options,
        List<FieldError> errors,
        @Nullable String problem) {

    /** Returns what was entered. */
    public String value(String field) {
        return values.getOrDefault(field, "");
    }

    /** Returns whether a permission is chosen. */
    public boolean grants(String permission) {
        return granted.contains(permission);
    }

    /** Returns what is wrong with a field, or null. */
    public @Nullable String error(String field) {
        return errors.stream()
                .filter(error -> error.field().equals(field))
                .map(FieldError::message)
                .findFirst()
                .orElse(null);
    }

    /** Returns whether the less common fields are shown at once. */
    public boolean showsMore() {
        return List.of("allowlist", "owner", "tags", "services", "metadata", "plan", "limits").stream()
                .anyMatch(field -> !value(field).isEmpty() || error(field) != null);
    }
}
