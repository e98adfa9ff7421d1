package io.keystile.console.views;

import io.keystile.model.WorkspaceRecord;

/**
 * The form for a new key.
 *
 * @param nonce what makes a second submit of the same form known
 */
public record NewKeyPage(WorkspaceRecord workspace, SettingsForm form, String nonce) {}
