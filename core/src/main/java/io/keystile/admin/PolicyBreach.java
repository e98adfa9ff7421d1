package io.keystile.admin;

import io.keystile.model.ApiKeyRecord;

/**
 * A live key that breaks the policy of its plan. Immutable.
 *
 * @param key the key
 * @param plan the name of its plan
 * @param reason what it breaks, for people, for example {@code it never expires}
 */
public record PolicyBreach(ApiKeyRecord key, String plan, String reason) {}
