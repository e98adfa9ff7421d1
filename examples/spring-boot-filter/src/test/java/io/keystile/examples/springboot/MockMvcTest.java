package io.keystile.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.asyncDispatch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.keystile.Keystile;
import io.keystile.adapter.Routes;
import io.keystile.admin.Actor;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.WorkspaceRecord;
import io.keystile.servlet.ApiKeyFilter;
import io.keystile.store.InMemoryApiKeyStore;
import java.security.Principal;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.RequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The filter in front of controllers that are called without a container, as many applications test theirs. */
class MockMvcTest {
    private final Keystile keystile = Keystile.builder(new InMemoryApiKeyStore(), "pk")
            .environments("live")
            .build();
    private final String key = keystile.keys()
            .createWorkspace(
                    Actor.system("test"),
                    WorkspaceRecord.of("acme", "free"),
                    "live",
                    ApiKeySettings.named("test").withPermissions("flows:execute"))
            .reveal();
    private final Routes routes = Routes.protectAll()
            .open("/health")
            .require("POST /flows/*/execute", "flows:execute")
            .require("/admin/**", "admin:all");
    private final ApiKeyFilter filter = new ApiKeyFilter(keystile, routes);
    private final MockMvc mvc = MockMvcBuilders.standaloneSetup(new FlowsController(), new LaterController())
            .addFilters(filter)
            .build();

    /** Responds on another thread, after a second dispatch. */
    @RestController
    static class LaterController {
        @GetMapping("/later")
        Callable<String> later(Principal caller) {
            return () -> "later for " + caller.getName();
        }
    }

    @AfterEach
    void close() {
        keystile.close();
    }

    @Test
    void grantedCallRunsTheController() throws Exception {
        MockHttpServletResponse response = call(post("/flows/f1/execute").header("Authorization", "Bearer " + key));

        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(response.getContentAsString()).contains("\"workspace\":\"acme\"");
        assertThat(response.getHeaders("RateLimit")).containsExactly("\"per-minute\";r=99;t=60");
    }

    @Test
    void deniedCallRunsNothing() throws Exception {
        MockHttpServletResponse denied = call(post("/flows/f1/execute"));

        assertThat(denied.getStatus()).isEqualTo(401);
        assertThat(denied.getContentAsString()).contains("key-required");
        assertThat(denied.getHeaders("WWW-Authenticate")).hasSize(2);
        assertThat(call(get("/admin/users").header("X-API-Key", key)).getStatus())
                .isEqualTo(403);
        assertThat(call(get("/health")).getStatus()).isEqualTo(200);
    }

    @Test
    void asynchronousDispatchKeepsTheCallerAndCountsOnce() throws Exception {
        MvcResult started = mvc.perform(get("/later").header("X-API-Key", key)).andReturn();
        assertThat(started.getRequest().isAsyncStarted()).isTrue();

        MockHttpServletResponse response = call(asyncDispatch(started));

        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(response.getContentAsString()).isEqualTo("later for " + key.substring(8, 20));
        assertThat(response.getHeaders("RateLimit")).containsExactly("\"per-minute\";r=99;t=60");
    }

    private MockHttpServletResponse call(RequestBuilder request) throws Exception {
        return mvc.perform(request).andReturn().getResponse();
    }

    /** Such a request has a URI, and neither a servlet path nor a path info. */
    @Test
    void filterAloneAppliesTheRulesToAMockRequest() throws Exception {
        assertThat(statusOf("POST", "/flows/f1/execute")).isEqualTo(200);
        assertThat(statusOf("GET", "/admin/users")).isEqualTo(403);
        assertThat(statusOf("", "")).isEqualTo(403);
    }

    private int statusOf(String method, String uri) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest(method, uri);
        request.addHeader("X-API-Key", key);
        MockHttpServletResponse response = new MockHttpServletResponse();
        MockFilterChain chain = new MockFilterChain();
        filter.doFilter(request, response, chain);
        assertThat(chain.getRequest() != null).isEqualTo(response.getStatus() == 200);
        return response.getStatus();
    }
}
