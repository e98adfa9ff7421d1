package io.keystile.cli;

import io.keystile.monitoring.leaks.ScannerRules;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a rule that makes a secret scanner find keys. */
@Command(
        name = "scanner-rules",
        description = {
            "Prints a rule that makes a secret scanner find the application's keys.",
            "",
            "gitleaks: TOML for .gitleaks.toml. trufflehog: YAML for --config. github: the fields of the form for a"
                    + " custom pattern, one in each line. Without --brand, the brand is the one that the store knows."
        },
        footer = {
            "",
            "Examples:",
            "  keystile scanner-rules gitleaks --brand acme >> .gitleaks.toml",
            "  keystile scanner-rules trufflehog --env live > detectors.yaml"
        })
final class ScannerRulesCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Parameters(index = "0", paramLabel = "SCANNER", description = "One of gitleaks, trufflehog and github.")
    private String scanner = "";

    @Option(names = "--env", paramLabel = "NAME", description = "Only keys of this environment. Repeatable.")
    private List<String> environments = new ArrayList<>();

    ScannerRulesCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        ScannerRules all = ScannerRules.of(keystile.format());
        ScannerRules rules = environments.isEmpty() ? all : all.forEnvironments(environments.toArray(String[]::new));
        String text = switch (scanner) {
            case "gitleaks" -> rules.gitleaks();
            case "trufflehog" -> rules.truffleHog();
            case "github" -> rules.gitHubPattern();
            default -> throw CliException.wrongUse("The scanner must be one of gitleaks, trufflehog and github");
        };
        keystile.surroundings().out().line(text.stripTrailing());
        return ExitCode.DONE;
    }
}
