package io.keystile.servlet;

import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.Routes;
import io.keystile.ratelimit.RateLimit;
import io.keystile.testkit.Answer;
import io.keystile.testkit.TestKeys;
import org.junit.jupiter.api.Test;

class LegacyQuotaHeadersTest {
    @Test
    void legacyHeadersAreSentInAdditionToTheStandardOnes() {
        TestKeys keys = new TestKeys();
        String key = keys.issueWithLimits(RateLimit.perMinute(5), RateLimit.perHour(3));
        ApiKeyAuthenticator authenticator = keys.authenticator().build();
        ApiKeyFilter filter = new ApiKeyFilter(
                authenticator,
                Routes.protectAll(),
                HttpResponses.of(authenticator).withLegacyQuotaFields());
        try (TestServer server = new TestServer(filter).serve("/*", "resource").start()) {
            Answer answer = server.get("/", bearer(key));

            assertThat(answer.header("X-RateLimit-Limit")).containsExactly("3");
            assertThat(answer.header("X-RateLimit-Remaining")).containsExactly("2");
            assertThat(answer.header("RateLimit")).hasSize(1);
        }
    }
}
