package com.example.guide;

import java.security.Principal;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@SpringBootApplication
public class FlowsApi {
    @GetMapping("/flows")
    String flows(Principal caller) {
        return "flows for key " + caller.getName();
    }

    public static void main(String[] args) {
        SpringApplication.run(FlowsApi.class, args);
    }
}
