package io.keystile.examples.springboot;

import io.keystile.ApiKeyPrincipal;
import java.security.Principal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Flows and the application's health. The filter in {@link FlowsApplication} requires a key for the flows. */
@RestController
class FlowsController {

    record Execution(String flow, String status, String workspace, String key) {}

    record Health(String status) {}

    @PostMapping("/flows/{id}/execute")
    Execution execute(@PathVariable String id, Principal principal) {
        ApiKeyPrincipal caller = (ApiKeyPrincipal) principal;
        return new Execution(id, "completed", caller.workspace(), caller.getName());
    }

    @GetMapping("/health")
    Health health() {
        return new Health("up");
    }
}
