package io.keystile.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Builds the tree of commands and applies the settings that all of them share. */
final class CommandTree {
    private static final int WIDTH = 100;

    private CommandTree() {}

    static CommandLine of(Surroundings surroundings, Failures failures) {
        KeystileCommand keystile = new KeystileCommand(surroundings);
        CommandLine root = new CommandLine(keystile)
                .addSubcommand(keys(keystile))
                .addSubcommand(workspaces(keystile))
                .addSubcommand(new VerifyCommand(keystile))
                .addSubcommand(new UsageCommand(keystile))
                .addSubcommand(new ScannerRulesCommand(keystile))
                .addSubcommand(audit(keystile))
                .addSubcommand(store(keystile))
                .addSubcommand(new CommandLine(new SchemaCommand()).addSubcommand(new SchemaCommand.Create(keystile)))
                .addSubcommand(new CommandLine(new PepperCommand()).addSubcommand(new PepperCommand.New(keystile)));
        explain(root);
        return root.setOut(new PrintWriter(surroundings.out().asWriter()))
                .setErr(new PrintWriter(surroundings.err().asWriter()))
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(failures.ofParameters())
                .setExecutionExceptionHandler(failures.ofExecution());
    }

    private static CommandLine keys(KeystileCommand keystile) {
        return new CommandLine(new KeysCommand())
                .addSubcommand(new CreateCommand(keystile))
                .addSubcommand(new ListCommand(keystile))
                .addSubcommand(new ShowCommand(keystile))
                .addSubcommand(new HistoryCommand(keystile))
                .addSubcommand(new UpdateCommand(keystile))
                .addSubcommand(new RotateCommand(keystile))
                .addSubcommand(new DisableCommand(keystile))
                .addSubcommand(new EnableCommand(keystile))
                .addSubcommand(new RevokeCommand(keystile))
                .addSubcommand(new DeleteCommand(keystile))
                .addSubcommand(new CheckCommand(keystile))
                .addSubcommand(new ExportCommand(keystile))
                .addSubcommand(new ImportCommand(keystile));
    }

    private static CommandLine audit(KeystileCommand keystile) {
        return new CommandLine(new AuditCommand())
                .addSubcommand(new AuditCommand.Verify(keystile))
                .addSubcommand(new AuditCommand.Prune(keystile));
    }

    private static CommandLine store(KeystileCommand keystile) {
        return new CommandLine(new StoreCommand())
                .addSubcommand(new StoreCommand.Show(keystile))
                .addSubcommand(new StoreCommand.Forget(keystile));
    }

    private static CommandLine workspaces(KeystileCommand keystile) {
        return new CommandLine(new WorkspacesCommand())
                .addSubcommand(new WorkspaceListCommand(keystile))
                .addSubcommand(new WorkspaceCreateCommand(keystile))
                .addSubcommand(new WorkspaceUpdateCommand(keystile))
                .addSubcommand(new WorkspaceHistoryCommand(keystile))
                .addSubcommand(new WorkspaceSuspendCommand(keystile))
                .addSubcommand(new WorkspaceResumeCommand(keystile));
    }

    private static void explain(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        spec.mixinStandardHelpOptions(true);
        spec.version("keystile " + version());
        UsageMessageSpec usage = spec.usageMessage();
        usage.width(WIDTH);
        usage.sortOptions(false);
        usage.exitCodeListHeading("%nExit codes:%n");
        usage.exitCodeList(exitCodes());
        command.getSubcommands().values().forEach(CommandTree::explain);
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put(" " + ExitCode.DONE, "success; the key is granted");
        codes.put(
                " " + ExitCode.REFUSED,
                "the key is denied, the key or workspace does not exist, or its state forbids it");
        codes.put(" " + ExitCode.WRONG_USE, "the command line or a setting is wrong");
        codes.put(" " + ExitCode.FAILED, "the store or a file could not be read or written");
        codes.put(" " + ExitCode.NOT_TOLD, "the change is made, but running nodes were not told (KEYSTILE_REDIS)");
        return codes;
    }

    private static String version() {
        String version = CommandTree.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
