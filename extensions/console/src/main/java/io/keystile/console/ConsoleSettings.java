package io.keystile.console;

import io.keystile.admin.ApiKeys;
import io.keystile.console.views.Link;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the builder of a console was told. Immutable.
 *
 * @param layout puts pages into those of the application, or null
 * @param lastUses whether the application records when keys were last used
 * @param usage the usage to show, or null
 * @param requests the last calls to show, or null
 * @param history whether the store of the keys keeps their history
 * @param alerts the alerts to show, or null
 */
record ConsoleSettings(
        ApiKeys keys,
        ConsoleUsers users,
        List<String> environments,
        List<PermissionChoice> permissions,
        String title,
        @Nullable Link back,
        @Nullable String login,
        @Nullable String stylesheet,
        @Nullable PageLayout layout,
        Set<String> resourceOrigins,
        String exampleUrl,
        Set<String> trustedOrigins,
        boolean framedBySameOrigin,
        boolean lastUses,
        @Nullable Usages usage,
        @Nullable Requests requests,
        boolean history,
        @Nullable Alerts alerts,
        InstantSource clock) {}
