package io.keystile.cli;

import picocli.CommandLine.Command;

/** What there is to do with workspaces. */
@Command(
        name = "workspaces",
        description =
                "Creates, shows and changes workspaces: whom keys belong to, and what bounds all of them at once.",
        footer = {
            "",
            "Examples:",
            "  keystile workspaces create acme --plan pro --ceiling 'flows:*'",
            "  keystile workspaces suspend acme"
        })
final class WorkspacesCommand {}
