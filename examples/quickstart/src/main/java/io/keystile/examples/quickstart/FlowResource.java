package io.keystile.examples.quickstart;

import io.keystile.jaxrs.Caller;
import io.keystile.jaxrs.RequiresPermission;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;

/** {@code POST /rest/flows/{id}/execute}, the JAX-RS counterpart of {@link FlowServlet}. */
@Path("/flows/{id: " + FlowAnswer.ID + "}")
public final class FlowResource {

    @POST
    @Path("/execute")
    @RequiresPermission("flows:execute")
    public Response execute(@PathParam("id") String id, InputStream body, @BeanParam Caller caller) throws IOException {
        return responseOf(FlowAnswer.execute(id, caller.principal(), body));
    }

    private static Response responseOf(FlowAnswer answer) {
        return answer.hasRun()
                ? Response.ok(answer.text(), MediaType.APPLICATION_JSON_TYPE).build()
                : Response.status(answer.status(), answer.text()).build();
    }
}
