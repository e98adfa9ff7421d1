package io.keystile.console.views;

import io.keystile.admin.ApiKeySummary;
import java.util.List;

/**
 * The form of a key's settings.
 *
 * @param version the version of the record that the user has seen
 * @param conflict what differs, if the key was changed since the user opened the form; else empty
 */
public record EditPage(ApiKeySummary key, SettingsForm form, long version, List<Difference> conflict) {}
