package com.example;

import io.keystile.*;
import io.keystile.adapter.*;
import io.keystile.admin.*;
import io.keystile.model.*;
import io.keystile.servlet.*;
import jakarta.servlet.*;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.*;
import java.io.IOException;

@WebListener
public class ServletFlows implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        var store = new io.keystile.store.InMemoryApiKeyStore();
        Keystile keystile = Keystile.builder(store, "pk").environments("live").build();
        WorkspaceRecord acme = WorkspaceRecord.of("acme", "free");
        IssuedKey key = keystile.keys().createWorkspace(Actor.system("demo"), acme, "live", ApiKeySettings.named("ci"));
        System.out.println("KEY=" + key.reveal());
        ApiKeyFilter.register(event.getServletContext(), keystile, Routes.protectAll());
        HttpServlet flows = new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.getWriter().print("flows of " + ((ApiKeyPrincipal) request.getUserPrincipal()).workspace());
            }
        };
        event.getServletContext().addServlet("flows", flows).addMapping("/flows");
    }
}
