package com.example;

import io.keystile.*;
import io.keystile.admin.*;
import io.keystile.model.*;
import io.keystile.servlet.*;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.*;

@RestController
@SpringBootApplication
public class SpringFlows {
    @Bean
    ServletContextInitializer apiKeys() {
        var store = new io.keystile.store.InMemoryApiKeyStore();
        Keystile keystile = Keystile.builder(store, "pk").environments("live").build();
        WorkspaceRecord acme = WorkspaceRecord.of("acme", "free");
        IssuedKey key = keystile.keys().createWorkspace(Actor.system("demo"), acme, "live", ApiKeySettings.named("ci"));
        System.out.println("KEY=" + key.reveal());
        return web -> ApiKeyFilter.register(web, keystile, io.keystile.adapter.Routes.protectAll());
    }

    @GetMapping("/flows")
    String list(ApiKeyPrincipal caller) {
        return "flows of " + caller.workspace();
    }

    public static void main(String[] args) {
        org.springframework.boot.SpringApplication.run(SpringFlows.class, args);
    }
}
