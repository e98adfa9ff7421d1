package io.keystile.conformance.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.testkit.Answer;
import io.keystile.testkit.TestKeys;
import org.junit.jupiter.api.Test;

/** A servlet container has marked the request as Tomcat does after it took the address from a forwarding header. */
abstract class RewrittenPeerChapter {
    private final JaxRsSite.Starter starter;

    RewrittenPeerChapter(JaxRsSite.Starter starter) {
        this.starter = starter;
    }

    @Test
    void loopbackAddressFromAHeaderIsNotALocalClient() throws Exception {
        JaxRsSite site = JaxRsSite.start(feature -> feature, starter);
        try {
            Answer answer = site.client()
                    .get("/answers/stage", TestKeys.bearer(site.keys().issue()));

            assertThat(answer.status()).as(answer.raw()).isEqualTo(403);
            assertThat(answer.problemType()).endsWith(":https-required");
        } finally {
            site.close();
        }
    }
}
