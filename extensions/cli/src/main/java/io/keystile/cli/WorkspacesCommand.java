package io.keystile.cli;

import picocli.CommandLine.Command;

/** The group of commands for workspaces. */
@Command(
        name = "workspaces",
        description = "Creates, shows and changes workspaces. A workspace owns keys and bounds their permissions.",
        footer = {
            "",
            "Examples:",
            "  keystile workspaces create acme --plan pro --ceiling 'flows:*'",
            "  keystile workspaces suspend acme"
        })
final class WorkspacesCommand {}
