package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScannerRulesCommandTest {

    @Test
    void eachScannerGetsItsOwnFormatWithoutAnyStore() {
        Shell shell = new Shell();

        assertThat(shell.done("scanner-rules", "gitleaks", "--brand", "acme").out())
                .startsWith("[[rules]]\n")
                .contains("acme_");
        shell.run("scanner-rules", "github").assertFailed(2, "Name the brand of the keys with --brand");
        shell.with("KEYSTILE_BRAND", "pk");
        assertThat(shell.done("scanner-rules", "trufflehog", "--env", "live").out())
                .startsWith("detectors:\n")
                .contains("pk_live_");
        assertThat(shell.done("scanner-rules", "github").out()).startsWith("Pattern name: ");
        shell.run("scanner-rules", "semgrep").assertFailed(2, "gitleaks, trufflehog and github");
    }
}
