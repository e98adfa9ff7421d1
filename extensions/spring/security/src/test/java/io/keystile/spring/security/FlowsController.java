package io.keystile.spring.security;

import io.keystile.ApiKeyPrincipal;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Resources that show the caller, and resources with method security. */
@RestController
@RequestMapping(produces = MediaType.TEXT_PLAIN_VALUE)
class FlowsController {
    static String caller() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication == null ? "nobody" : authentication.getName();
    }

    @GetMapping({"/api/who", "/page", "/open/who"})
    String who() {
        return caller();
    }

    @PostMapping("/api/change")
    String change() {
        return caller();
    }

    @GetMapping("/api/identity")
    String identity(
            @AuthenticationPrincipal ApiKeyPrincipal key, Authentication authentication, HttpServletRequest request) {
        return String.join(
                " ",
                key.workspace(),
                authentication.getClass().getSimpleName(),
                String.valueOf(authentication.getCredentials()),
                authentication.getAuthorities().toString(),
                request.getUserPrincipal().getName(),
                request.getRemoteUser(),
                request.getAuthType(),
                String.valueOf(request.isUserInRole("flows:read")),
                String.valueOf(request.isUserInRole("admin:all")),
                String.valueOf(request.getHeader("Authorization") != null),
                String.valueOf(request.getSession(false) != null));
    }

    @GetMapping("/api/roles")
    String roles(HttpServletRequest request) {
        return request.isUserInRole("flows:read") + " " + request.isUserInRole("PERSON") + " "
                + request.isUserInRole("ROLE_PERSON") + " " + request.isUserInRole("admin");
    }

    @GetMapping({"/api/flows", "/api/flows/all", "/api/flows/any", "/api/admin", "/api/people"})
    String matched() {
        return caller();
    }

    @GetMapping("/api/secured/read")
    @PreAuthorize("hasAuthority('flows:read')")
    String read() {
        return caller();
    }

    @GetMapping("/api/secured/permission")
    @PreAuthorize("hasPermission('flows:read')")
    String permission() {
        return caller();
    }

    @GetMapping("/api/secured/both")
    @PreAuthorize("hasAuthority('flows:read') and hasPermission('flows:write')")
    String both() {
        return caller();
    }

    @GetMapping("/api/secured/any")
    @PreAuthorize("hasAnyAuthority('flows:write', 'admin:all')")
    String any() {
        return caller();
    }

    @GetMapping("/api/secured/role")
    @PreAuthorize("hasRole('ADMIN')")
    String role() {
        return caller();
    }

    @GetMapping("/api/callable")
    Callable<String> callable() {
        String outside = Thread.currentThread().toString();
        return () -> caller() + (Thread.currentThread().toString().equals(outside) ? " same" : " other");
    }

    @GetMapping("/api/dispatch")
    @Nullable
    String dispatch(HttpServletRequest request) {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            return "again " + caller() + " " + request.getRemoteUser() + " " + request.isUserInRole("flows:read");
        }
        request.startAsync().dispatch();
        return null;
    }

    @GetMapping("/api/work")
    void work(HttpServletRequest request, HttpServletResponse response) {
        var async = request.startAsync();
        async.start(() -> {
            try {
                async.getResponse().getWriter().print("worked as " + caller());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } finally {
                async.complete();
            }
        });
    }

    @GetMapping("/api/thread")
    String thread() {
        return Thread.currentThread() + " " + caller();
    }

    @GetMapping({"/api/gone", "/open/gone"})
    void gone(HttpServletResponse response) throws IOException {
        response.sendError(410);
    }

    @GetMapping("/api/strict")
    String strict() {
        throw new InsufficientAuthenticationException("This resource is for people");
    }

    @GetMapping("/api/fails")
    String fails() {
        throw new IllegalStateException("This resource always fails");
    }

    @RequestMapping("/error")
    String error() {
        return "error page for " + caller();
    }

    @GetMapping("/api/forward")
    void forward(@RequestParam("to") String to, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        request.getRequestDispatcher(to).forward(request, response);
    }
}
