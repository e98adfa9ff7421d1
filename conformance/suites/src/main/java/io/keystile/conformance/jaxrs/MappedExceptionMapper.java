package io.keystile.conformance.jaxrs;

import io.keystile.conformance.jaxrs.AnsweringResource.MappedException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/** Maps an exception of the application to status 422. */
public class MappedExceptionMapper implements ExceptionMapper<MappedException> {
    @Override
    public Response toResponse(MappedException exception) {
        return Response.status(422).entity("mapped").type("text/plain").build();
    }
}
