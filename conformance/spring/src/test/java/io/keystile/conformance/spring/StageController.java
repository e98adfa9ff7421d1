package io.keystile.conformance.spring;

import io.keystile.ApiKeyPrincipal;
import io.keystile.testkit.TestKeys;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Resources that dispatch requests, and resources with method security. */
@RestController
@RequestMapping(produces = MediaType.TEXT_PLAIN_VALUE)
class StageController {
    private final TestKeys keys;

    StageController(TestKeys keys) {
        this.keys = keys;
    }

    private static String caller() {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        return caller == null ? "nobody" : caller.getName();
    }

    @GetMapping({"/who", "/open/who", "/admin"})
    String who() {
        return caller();
    }

    @GetMapping("/secured/read")
    @PreAuthorize("hasPermission('flows:read')")
    String read() {
        return caller();
    }

    @GetMapping("/secured/callable")
    Callable<String> callable() {
        return StageController::caller;
    }

    @GetMapping("/forward")
    void forward(@RequestParam("to") String to, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        request.getRequestDispatcher(to).forward(request, response);
    }

    @GetMapping({"/async", "/open/async"})
    void async(@RequestParam("to") String to, HttpServletRequest request) {
        request.startAsync().dispatch(to);
    }

    @GetMapping({"/revoked/async", "/open/revoked/async"})
    void revoke(
            @RequestParam("to") String to, @AuthenticationPrincipal ApiKeyPrincipal key, HttpServletRequest request) {
        keys.manager().revoke(TestKeys.ADMIN, key.keyId(), "test");
        request.startAsync().dispatch(to);
    }

    @GetMapping("/again")
    @Nullable
    String again(HttpServletRequest request) {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            return "again " + caller() + " " + request.getAuthType() + " " + request.isUserInRole("flows:read");
        }
        request.startAsync().dispatch();
        return null;
    }

    @GetMapping({"/gone", "/open/gone"})
    void gone(HttpServletResponse response) throws IOException {
        response.sendError(410);
    }

    @RequestMapping("/error")
    String error() {
        return "error page for " + caller();
    }
}
