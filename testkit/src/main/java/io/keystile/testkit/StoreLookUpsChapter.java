package io.keystile.testkit;

import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

abstract class StoreLookUpsChapter extends Chapter {
    private static final String HTTPS = "X-Forwarded-Proto: https";

    StoreLookUpsChapter(ContractSites sites) {
        super(sites);
    }

    private Answer getFrom(String address, String key) {
        return sites.behindXForwardedFor()
                .get(WHO_AM_I + "?marker=marker", "X-Forwarded-For: " + address, HTTPS, bearer(key));
    }

    @Test
    void failingStoreIs503AndNot401() {
        String key = keys.issue();
        sites.makeUnreadable(key);

        Answer answer = sites.behindForwarded().get(WHO_AM_I + "?marker=marker", bearer(key));

        Denials.assertDenial(answer, 503, "unavailable", key);
        assertThat(answer.header("Retry-After")).singleElement().asString().matches("[1-9][0-9]*");
    }

    @Test
    void cachedKeyIsGrantedWhileTheStoreFails() {
        String key = keys.issue();
        assertThat(sites.behindForwarded().get(WHO_AM_I, bearer(key)).status()).isEqualTo(200);

        sites.makeUnreadable(key);

        assertThat(sites.behindForwarded().get(WHO_AM_I, bearer(key)).status()).isEqualTo(200);
    }

    @Test
    void tooManyUnknownKeysAre429AndACachedKeyIsStillGranted() {
        String known = keys.issue();
        assertThat(getFrom("192.0.2.77", known).status()).isEqualTo(200);
        assertThat(getFrom("192.0.2.77", keys.unknown()).status()).isEqualTo(401);
        String unknown = keys.unknown();

        Answer answer = getFrom("192.0.2.77", unknown);

        Denials.assertDenial(answer, 429, "too-many-unknown-keys", unknown, "192.0.2.77");
        assertThat(answer.header("Retry-After")).singleElement().asString().matches("[1-9][0-9]*");
        assertThat(answer.header("RateLimit")).isEmpty();
        assertThat(getFrom("192.0.2.77", known).status()).isEqualTo(200);
        assertThat(getFrom("192.0.2.78", keys.unknown()).status()).isEqualTo(401);
    }

    @Test
    void unknownKeysFromOneIpv6NetworkShareALimit() {
        assertThat(getFrom("2001:db8:0:1::1", keys.unknown()).status()).isEqualTo(401);

        assertThat(getFrom("2001:db8:0:1:ffff::2", keys.unknown()).status()).isEqualTo(429);
        assertThat(getFrom("2001:db8:0:2::1", keys.unknown()).status()).isEqualTo(401);
    }
}
