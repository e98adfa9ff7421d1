package io.keystile.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Keystile;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

/** A slice with MockMvc. */
@WebMvcTest
@AutoConfigureApiKeys
@WithApiKey(permissions = "flows:*")
class WithApiKeyTest {
    private final MockMvc mvc;
    private final ApiKeyStore store;
    private final Keystile keystile;

    WithApiKeyTest(@Autowired MockMvc mvc, @Autowired ApiKeyStore store, @Autowired Keystile keystile) {
        this.mvc = mvc;
        this.store = store;
        this.keystile = keystile;
    }

    private int status(String... header) throws Exception {
        var request = MockMvcRequestBuilders.get("/flows");
        if (header.length > 0) {
            request.header(header[0], header[1]);
        }
        return mvc.perform(request).andReturn().getResponse().getStatus();
    }

    @Test
    void storeIsInMemory() {
        assertThat(store).isInstanceOf(InMemoryApiKeyStore.class);
    }

    @Test
    void keyOfTheClassIsSent() throws Exception {
        assertThat(status()).isEqualTo(200);
    }

    @Test
    @WithApiKey(permissions = "other:read", workspace = "acme")
    void keyOfTheMethodReplacesIt() throws Exception {
        assertThat(status()).isEqualTo(403);
        assertThat(keystile.keys().unrestricted().findWorkspace("acme")).isPresent();
    }

    @Test
    void keyThatTheTestSendsIsLeftAlone() throws Exception {
        assertThat(status("Authorization", "Bearer pk_live_wrong")).isEqualTo(401);
        assertThat(status("X-API-Key", "pk_live_wrong")).isEqualTo(401);
    }

    @AfterEach
    void keyStillExists() {
        assertThat(CurrentKey.get()).isNotNull();
    }
}
