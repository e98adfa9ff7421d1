package io.keystile.jaxrs;

import io.keystile.adapter.DenialResponse;
import io.keystile.adapter.HttpHeader;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.lang.annotation.Annotation;
import java.util.ArrayList;

/** Converts denials to JAX-RS responses. */
final class DenialResponses {
    private static final Annotation[] NONE = {};

    private DenialResponses() {}

    static Response response(DenialResponse denial) {
        Response.ResponseBuilder response = Response.status(denial.status()).entity(denial.bodyBytes());
        for (HttpHeader header : denial.headers()) {
            response.header(header.name(), header.value());
        }
        return response.build();
    }

    /** Replaces a response with a denial, but keeps header fields that do not describe the replaced content. */
    static void replace(ContainerResponseContext response, DenialResponse denial) {
        MultivaluedMap<String, Object> headers = response.getHeaders();
        // Emptied, not removed: Apache CXF has already copied the fields, and overwrites only those that are still
        // present.
        headers.replaceAll((name, values) -> DenialResponse.replaces(name) ? new ArrayList<>() : values);
        response.setStatus(denial.status());
        for (HttpHeader header : denial.headers()) {
            if (header.name().equals(HttpHeaders.CONTENT_TYPE)) {
                response.setEntity(denial.bodyBytes(), NONE, MediaType.valueOf(header.value()));
            } else {
                headers.add(header.name(), header.value());
            }
        }
    }
}
