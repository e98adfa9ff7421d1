package io.keystile.console.views;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of a key.
 *
 * @param callsToday its calls since midnight in UTC
 * @param refusedToday those of them that were refused
 * @param calls its calls of the last 24 hours
 * @param networksToday the number of networks that called today; -1 if it is not known
 * @param userAgent the program that called last, as it names itself, or null
 * @param quotas what is left of its limits, in words
 */
public record KeyUse(
        long callsToday,
        long refusedToday,
        Bars calls,
        int networksToday,
        @Nullable String userAgent,
        List<String> quotas) {}
