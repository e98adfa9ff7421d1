package io.keystile.spring.test;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.web.servlet.client.RestTestClient;

/** A whole application on a port. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureRestTestClient
@AutoConfigureApiKeys
class RestTestClientTest {
    @Test
    @WithApiKey(permissions = "flows:read", workspace = "acme")
    void keyIsSent(@Autowired RestTestClient client) {
        client.get()
                .uri("/flows")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .isEqualTo("acme");
    }

    @Test
    void noKeyIsSentWithoutTheAnnotation(@Autowired RestTestClient client) {
        client.get().uri("/flows").exchange().expectStatus().isUnauthorized();
    }
}
