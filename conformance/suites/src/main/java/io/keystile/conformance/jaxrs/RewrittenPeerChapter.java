package io.keystile.conformance.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.testkit.Answer;
import io.keystile.testkit.ContractServer;
import io.keystile.testkit.TestKeys;
import jakarta.servlet.Filter;
import jakarta.ws.rs.core.Application;
import org.junit.jupiter.api.Test;
import org.springframework.web.filter.ForwardedHeaderFilter;

/** Something before JAX-RS took the address of the peer from a forwarding header. */
abstract class RewrittenPeerChapter {
    private static final String NOTHING_FORWARDED = "Accept: */*";
    private static final String CLAIMS_TO_BE_LOCAL = "X-Forwarded-For: 127.0.0.1";

    private final Starter starter;

    RewrittenPeerChapter(Starter starter) {
        this.starter = starter;
    }

    /** Starts a server in which a filter precedes an application. */
    interface Starter {
        ContractServer start(Filter rewriter, Application application) throws Exception;
    }

    private Answer answerBehind(Filter rewriter, String forwardedFor) throws Exception {
        JaxRsSite site = JaxRsSite.start(
                feature -> feature, (application, authenticator) -> starter.start(rewriter, application));
        try {
            String key = TestKeys.bearer(site.keys().issue());
            return site.client().get("/answers/stage", key, forwardedFor);
        } finally {
            site.close();
        }
    }

    private static void assertHttpsRequired(Answer answer) {
        assertThat(answer.status()).as(answer.raw()).isEqualTo(403);
        assertThat(answer.problemType()).endsWith(":https-required");
    }

    @Test
    void loopbackAddressThatTomcatTookFromAHeaderIsNotALocalClient() throws Exception {
        assertHttpsRequired(answerBehind(
                (request, response, chain) -> {
                    request.setAttribute("org.apache.tomcat.request.forwarded", true);
                    chain.doFilter(request, response);
                },
                NOTHING_FORWARDED));
    }

    @Test
    void loopbackAddressThatSpringTookFromAHeaderIsNotALocalClient() throws Exception {
        assertHttpsRequired(answerBehind(new ForwardedHeaderFilter(), CLAIMS_TO_BE_LOCAL));
    }

    @Test
    void localClientThatSpringsFilterDidNotChangeIsALocalClient() throws Exception {
        assertThat(answerBehind(new ForwardedHeaderFilter(), NOTHING_FORWARDED).status())
                .isEqualTo(200);
    }
}
