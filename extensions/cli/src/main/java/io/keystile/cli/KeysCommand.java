package io.keystile.cli;

import picocli.CommandLine.Command;

/** The group of commands for keys. */
@Command(
        name = "keys",
        description = "Creates, shows and changes keys.",
        footer = {
            "",
            "Examples:",
            "  keystile keys create --workspace acme --env live --plan free --name ci",
            "  keystile keys list --workspace acme",
            "  keystile keys revoke 3fGh5jK8mN2p --reason \"leaked in a build log\""
        })
final class KeysCommand {}
