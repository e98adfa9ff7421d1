package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyCommandTest {
    @TempDir
    private Path folder;

    private Shell shell = new Shell();
    private String key = "";

    @BeforeEach
    void oneKey() {
        shell = Shell.on(folder.resolve("keys.json"));
        key = shell.create("--permission", "flows:execute");
    }

    private void assertDenied(String reason, Shell.Result result) {
        assertThat(result).returns(1, Shell.Result::exitCode).returns("denied " + reason, Shell.Result::line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", "\n\n"})
    void lineEndsBehindTheKeyDoNotMatter(String end) {
        assertThat(shell.runWith(key + end, "verify").exitCode()).isZero();
    }

    @Test
    void nothingElseIsTakenForAKey() {
        assertDenied("NO_CREDENTIAL", shell.runWith("", "verify"));
        assertDenied("NO_CREDENTIAL", shell.runWith("\n", "verify"));
        assertDenied("MALFORMED_KEY", shell.runWith(key + "\n" + key, "verify"));
        assertDenied("MALFORMED_KEY", shell.runWith(" " + key, "verify"));
        assertDenied("MALFORMED_KEY", shell.runWith("x".repeat(100_000), "verify"));
        assertDenied("AMBIGUOUS_CREDENTIAL", shell.runWith(key + "," + key, "verify"));
    }

    @Test
    void theKeyIsEchoedNowhere() {
        String typo = key.substring(0, key.length() - 1) + (key.endsWith("x") ? "y" : "x");

        assertThat(shell.verify(key).toString()).doesNotContain(key);
        assertThat(shell.verify(typo).toString()).doesNotContain(typo).contains("denied MALFORMED_KEY");
    }

    @Test
    void aPermissionIsAskedForAsACallWould() {
        assertThat(shell.verify(key, "--permission", "flows:execute").exitCode())
                .isZero();
        assertDenied(
                "PERMISSION_MISSING",
                shell.verify(key, "--permission", "flows:execute", "--permission", "flows:delete"));
        shell.verify(key, "--permission", "a b").assertFailed(2, "permission");
    }

    @Test
    void theEnvironmentIsTheKeysUnlessOneIsNamed() {
        assertThat(shell.verify(key, "--env", "live").exitCode()).isZero();
        assertDenied("WRONG_ENVIRONMENT", shell.verify(key, "--env", "staging"));
    }

    @Test
    void theServiceIsTheKeysUnlessOneIsNamed() {
        String bound = shell.create("--service", "billing");

        assertThat(shell.verify(bound).exitCode()).isZero();
        assertThat(shell.verify(bound, "--service", "billing").exitCode()).isZero();
        assertDenied("WRONG_SERVICE", shell.verify(bound, "--service", "crm"));
        assertThat(shell.verify(key, "--service", "crm").exitCode()).isZero();
    }

    @Test
    void anAllowlistWantsAnAddress() {
        String bound = shell.createOn("enterprise", "--allow", "203.0.113.0/24");

        assertThat(shell.verify(bound, "--address", "203.0.113.7").exitCode()).isZero();
        assertDenied("ADDRESS_NOT_ALLOWED", shell.verify(bound, "--address", "198.51.100.7"));
        Shell.Result unknown = shell.verify(bound);
        assertDenied("ADDRESS_NOT_ALLOWED", unknown);
        assertThat(unknown.err()).contains("--address");
        shell.verify(bound, "--address", "localhost").assertFailed(2, "address");
    }

    @Test
    void aSuspendedWorkspaceAndAnEndAreObeyed() {
        shell.done("workspaces", "suspend", "acme");
        assertDenied("WORKSPACE_SUSPENDED", shell.verify(key));
        shell.done("workspaces", "resume", "acme");

        String brief = shell.create("--expires-in", "1h");
        assertThat(shell.verify(brief).exitCode()).isZero();
        shell.at(InstantSource.fixed(Instant.now().plusSeconds(3_601)));
        assertDenied("KEY_EXPIRED", shell.verify(brief));
    }

    @Test
    void verifyingLeavesTheStoreAsItIs() throws Exception {
        String before = Files.readString(folder.resolve("keys.json"));

        shell.verify(key);

        assertThat(Files.readString(folder.resolve("keys.json"))).isEqualTo(before);
    }

    @Test
    void anotherBrandsKeyIsMalformed() {
        String other = Shell.on(folder.resolve("other.json")).create("--brand", "acme");
        assertDenied("MALFORMED_KEY", shell.verify(other));
    }

    @Test
    void aKeyOnAPlanThatIsNotKnownHereIsNotDeniedButCannotBeTold() throws Exception {
        Path plans = Files.writeString(
                folder.resolve("plans.json"),
                "[{\"name\": \"gold\", \"limits\": [{\"name\": \"m\", \"permits\": 5, \"window\": \"PT1M\"}]}]");
        String gold = shell.createOn("gold", "--workspace", "other", "--plans", plans.toString());

        assertThat(shell.verify(gold, "--plans", plans.toString()).out()).contains("plan=gold");
        shell.verify(gold).assertFailed(3, "--plans");
        assertThat(shell.verify(key).exitCode()).isZero();
    }

    @Test
    void aKeyWhosePepperIsMissingIsNotDeniedButCannotBeTold() {
        String pepper = shell.done("pepper", "new").line();
        shell.with("KEYSTILE_PEPPERS", "1=" + pepper);
        String peppered = shell.create();

        assertThat(shell.verify(peppered).exitCode()).isZero();
        assertThat(shell.verify(key).exitCode()).isZero();
        shell.with("KEYSTILE_PEPPERS", "");
        shell.verify(peppered).assertFailed(2, "hashed with a pepper that is not given (hmac-sha256$v=1)");
    }
}
