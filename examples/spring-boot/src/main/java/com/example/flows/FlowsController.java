package com.example.flows;

import io.keystile.ApiKeyPrincipal;
import java.util.List;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The API. Each call has a key; what the key may do is said at each method. */
@RestController
class FlowsController {
    record Flow(String id, String workspace) {}

    record Execution(String flow, String status, String workspace, String key) {}

    @GetMapping("/api/flows")
    @PreAuthorize("hasAuthority('flows:read')")
    public List<Flow> list(@AuthenticationPrincipal ApiKeyPrincipal caller) {
        return List.of(new Flow("f1", caller.workspace()), new Flow("f2", caller.workspace()));
    }

    @PostMapping("/api/flows/{id}/execute")
    @PreAuthorize("hasAuthority('flows:execute')")
    public Execution execute(@PathVariable String id, @AuthenticationPrincipal ApiKeyPrincipal caller) {
        return new Execution(id, "completed", caller.workspace(), caller.getName());
    }
}
