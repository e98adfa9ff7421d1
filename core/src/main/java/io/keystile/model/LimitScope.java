package io.keystile.model;

/** The keys that share a plan's limits. */
public enum LimitScope {
    /** All keys of a workspace that are on the plan, in all environments. */
    WORKSPACE,
    /** All keys of a workspace that are on the plan, in one environment. */
    ENVIRONMENT,
    /** One key, together with all keys that it replaced and that replaced it. */
    KEY
}
