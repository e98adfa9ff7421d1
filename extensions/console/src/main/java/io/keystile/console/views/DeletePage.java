package io.keystile.console.views;

import io.keystile.admin.ApiKeySummary;
import org.jspecify.annotations.Nullable;

/** Asks before a key is deleted. */
public record DeletePage(ApiKeySummary key, @Nullable Long callsToday) {}
