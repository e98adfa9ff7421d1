package io.keystile.console.views;

import io.keystile.admin.ApiKeySummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One key of the list. */
public record KeyRow(
        ApiKeySummary key, List<Hint> hints, @Nullable Bars calls) {}
