package io.keystile.conformance.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.testkit.Answer;
import io.keystile.testkit.TestKeys;

/** A group of tests of the JAX-RS contract on one server. */
abstract class JaxRsChapter {
    static final String KEY_REQUIRED = "urn:keystile:problem:key-required";

    final JaxRsSite site;

    JaxRsChapter(JaxRsSite site) {
        this.site = site;
    }

    Answer get(String path, String... headerLines) {
        return send("GET", path, headerLines);
    }

    Answer send(String method, String path, String... headerLines) {
        return site.client().send(method, path, "", headerLines);
    }

    /** Returns the header line of a new key with these permissions. */
    String keyWith(String... permissions) {
        return TestKeys.bearer(site.keys().issue(permissions));
    }

    void assertKeyRequired(Answer answer) {
        assertThat(answer.status()).as(answer.raw()).isEqualTo(401);
        assertThat(answer.problemType()).isEqualTo(KEY_REQUIRED);
        assertThat(answer.header("WWW-Authenticate")).hasSize(2);
        assertThat(answer.header("Cache-Control")).containsExactly("no-store");
        assertThat(answer.header("Content-Type")).containsExactly("application/problem+json");
        assertThat(answer.header(EverywhereFilter.HEADER)).hasSize(1);
    }

    void assertRuns(int expected, Runnable requests) {
        int before = site.runs().get();
        requests.run();
        assertThat(site.runs().get() - before).isEqualTo(expected);
    }
}
