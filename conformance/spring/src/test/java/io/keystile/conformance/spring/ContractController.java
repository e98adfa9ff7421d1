package io.keystile.conformance.spring;

import io.keystile.testkit.ContractApplication;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The resources of {@link ContractApplication} in Spring MVC. */
@RestController
@RequestMapping(produces = MediaType.TEXT_PLAIN_VALUE)
class ContractController {
    private final ContractApplication application;

    ContractController(ContractApplication application) {
        this.application = application;
    }

    @GetMapping({"/public", "/public/{name}"})
    String publicPage() {
        return application.publicPage();
    }

    @GetMapping("/whoami")
    String whoAmI(HttpServletRequest request) {
        return application.whoAmI(
                request.getUserPrincipal().getName(), request.getAuthType(), request.isUserInRole("flows:read"));
    }

    @GetMapping("/meeting")
    String meeting(HttpServletRequest request) {
        application.meet();
        return whoAmI(request);
    }

    @GetMapping({"/flows/{id}", "/dear", "/free"})
    String resource() {
        return application.resource();
    }

    @PostMapping("/flows/{id}/execute")
    String execute(@RequestBody(required = false) @Nullable String body) {
        return application.execute(body == null ? "" : body);
    }

    @GetMapping("/cached")
    String cached(HttpServletResponse response) {
        response.setHeader("Cache-Control", "max-age=60");
        return application.resource();
    }

    @GetMapping("/fails")
    String fails() {
        throw application.failure();
    }

    @GetMapping("/streams")
    void streams(HttpServletResponse response) throws IOException {
        application.streamTo(response.getOutputStream());
    }

    @GetMapping("/later")
    Callable<String> later() {
        return application::resource;
    }

    @GetMapping("/admin/{name}")
    String admin() {
        return application.adminResource();
    }

    @GetMapping("/either")
    String either(@Nullable Principal user) {
        return application.either(user == null ? null : user.getName());
    }
}
