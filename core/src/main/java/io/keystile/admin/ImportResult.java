package io.keystile.admin;

/**
 * What an import has done.
 *
 * @param workspaces how many workspaces were added
 * @param keys how many keys were added
 * @param present how many keys were there before, and stay as they are
 */
public record ImportResult(int workspaces, int keys, int present) {}
