package com.example;

import io.keystile.*;
import io.keystile.admin.*;
import io.keystile.jaxrs.*;
import io.keystile.model.*;
import io.keystile.store.*;
import jakarta.ws.rs.*;
import org.glassfish.jersey.server.ResourceConfig;

@ApplicationPath("/")
public final class JaxRsFlows extends ResourceConfig {
    public JaxRsFlows() {
        ApiKeyStore store = new InMemoryApiKeyStore();
        Keystile keystile = Keystile.builder(store, "pk").environments("live").build();
        WorkspaceRecord acme = WorkspaceRecord.of("acme", "free");
        ApiKeySettings read = ApiKeySettings.named("ci").withPermissions("flows:read");
        IssuedKey key = keystile.keys().createWorkspace(Actor.system("demo"), acme, "live", read);
        System.out.println("KEY=" + key.reveal());
        register(new ApiKeyFeature(keystile));
        register(Flows.class);
    }

    @Path("/flows")
    public static class Flows {
        @GET
        @RequiresPermission("flows:read")
        public String list(@BeanParam Caller caller) {
            return "flows of " + caller.principal().workspace();
        }
    }
}
