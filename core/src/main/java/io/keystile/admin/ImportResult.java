package io.keystile.admin;

/**
 * The result of an import.
 *
 * @param workspaces how many workspaces were added
 * @param keys how many keys were added
 * @param present how many keys existed before, and were left unchanged
 */
public record ImportResult(int workspaces, int keys, int present) {}
