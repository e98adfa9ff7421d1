package io.keystile.console.views;

import io.keystile.admin.ApiKeySummary;
import io.keystile.model.WorkspaceRecord;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key with all that is known of it.
 *
 * @param permissions its permissions, each with its explanation; empty text if there is none
 * @param plan the plan whose limits apply
 * @param limits the limits that apply, in words
 * @param predecessor the key that it replaced, if the user sees it
 * @param successor the key that replaced it, if the user sees it
 * @param use what is counted of it, or null
 * @param links the pages that say more about it
 */
public record KeyPage(
        ApiKeySummary key,
        WorkspaceRecord workspace,
        List<Hint> hints,
        Map<String, String> permissions,
        String plan,
        List<String> limits,
        @Nullable ApiKeySummary predecessor,
        @Nullable ApiKeySummary successor,
        @Nullable KeyUse use,
        List<Link> links,
        boolean mayManage,
        boolean operator) {}
