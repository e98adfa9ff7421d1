package io.keystile.conformance.jaxrs;

import io.keystile.jaxrs.Cost;
import io.keystile.jaxrs.OptionalKey;
import io.keystile.jaxrs.Public;
import io.keystile.jaxrs.RequiresPermission;
import io.keystile.testkit.ContractApplication;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.security.Principal;

/** The resources of {@link ContractApplication} as JAX-RS methods. */
@Path("")
@Produces(MediaType.TEXT_PLAIN)
public class ContractResource {
    private final ContractApplication application;

    ContractResource(ContractApplication application) {
        this.application = application;
    }

    @GET
    @Path("public")
    @Public
    public String publicPage() {
        return application.publicPage();
    }

    @GET
    @Path("public/{name}")
    @Public
    public String namedPublicPage() {
        return application.publicPage();
    }

    @GET
    @Path("whoami")
    public String whoAmI(@Context SecurityContext security) {
        return application.whoAmI(
                security.getUserPrincipal().getName(),
                security.getAuthenticationScheme(),
                security.isUserInRole("flows:read"));
    }

    @GET
    @Path("meeting")
    public String meeting(@Context SecurityContext security) {
        application.meet();
        return whoAmI(security);
    }

    @GET
    @Path("flows/{id}")
    @RequiresPermission("flows:read")
    public String flow() {
        return application.resource();
    }

    @POST
    @Path("flows/{id}/execute")
    @RequiresPermission("flows:execute")
    public String execute(String body) {
        return application.execute(body);
    }

    @GET
    @Path("either")
    @OptionalKey
    @RequiresPermission("flows:read")
    public String either(@Context SecurityContext security) {
        Principal user = security.getUserPrincipal();
        return application.either(user == null ? null : user.getName());
    }

    @GET
    @Path("dear")
    @Cost(2)
    public String dear() {
        return application.resource();
    }

    @GET
    @Path("free")
    @Cost(0)
    public String free() {
        return application.resource();
    }

    @GET
    @Path("cached")
    public Response cached() {
        return Response.ok(application.resource())
                .header("Cache-Control", "max-age=60")
                .build();
    }

    @GET
    @Path("fails")
    public String fails() {
        throw application.failure();
    }

    @GET
    @Path("streams")
    public StreamingOutput streams() {
        return application::streamTo;
    }

    @GET
    @Path("later")
    public void later(@Suspended AsyncResponse response) {
        new Thread(() -> response.resume(application.resource())).start();
    }

    @GET
    @Path("admin/{name}")
    @RequiresPermission("admin:all")
    public String admin() {
        return application.adminResource();
    }
}
