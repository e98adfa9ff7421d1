package io.keystile.testkit;

import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A key in clear text is accepted only from this host. A forwarding header shows that the peer on the loopback is a
 * proxy, whose clients may have sent clear text from another host.
 */
abstract class EncryptionChapter extends Chapter {
    private final String key = keys.issue();

    EncryptionChapter(ContractSites sites) {
        super(sites);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-Proto: https",
                "X-Forwarded-For: 127.0.0.1",
                "Forwarded: proto=https",
                "X-Forwarded-Host: test",
                "X-Forwarded-Port: 443",
                "X-Real-IP: 127.0.0.1",
                "Via: 1.1 proxy"
            })
    void clearTextWithAForwardingHeaderIs403AndNotARedirect(String forwardingHeader) {
        Denials.assertDenial(
                get(WHO_AM_I + "?marker=marker", bearer(key), forwardingHeader), 403, "https-required", key);
    }

    @Test
    void clearTextIsDeniedBeforeTheKeyIsChecked() {
        assertThat(Denials.outcome(get(WHO_AM_I, bearer("malformed"), "Via: 1.1 proxy")))
                .isEqualTo("https-required");
        assertThat(Denials.outcome(get("/missing", "Via: 1.1 proxy"))).isEqualTo("https-required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://test.invalid", "HTTPS://test.invalid:443"})
    void targetThatClaimsHttpsDoesNotMakeClearTextSecure(String schemeAndHost) {
        WireClient wire = direct().wire();

        Answer answer = wire.getTarget(
                schemeAndHost + wire.basePath() + WHO_AM_I, "test.invalid", "Via: 1.1 proxy", bearer(key));

        assertThat(answer.status()).isIn(400, 403, 421);
        assertThat(answer.body()).doesNotContain(keys.idOf(key).value());
    }
}
