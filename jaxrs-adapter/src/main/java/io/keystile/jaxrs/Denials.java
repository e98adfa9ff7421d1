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

/** Makes JAX-RS responses of denials. */
final class Denials {
    private static final Annotation[] NONE = {};

    private Denials() {}

    static Response response(DenialResponse answer) {
        Response.ResponseBuilder response = Response.status(answer.status()).entity(answer.bodyBytes());
        for (HttpHeader header : answer.headers()) {
            response.header(header.name(), header.value());
        }
        return response.build();
    }

    /** Puts a denial in the place of a response, which keeps what does not belong to the dropped answer. */
    static void replace(ContainerResponseContext response, DenialResponse answer) {
        MultivaluedMap<String, Object> headers = response.getHeaders();
        // Emptied, not removed: Apache CXF has copied them already, and copies again what is still there.
        headers.replaceAll((name, values) -> DenialResponse.replaces(name) ? new ArrayList<>() : values);
        response.setStatus(answer.status());
        for (HttpHeader header : answer.headers()) {
            if (header.name().equals(HttpHeaders.CONTENT_TYPE)) {
                response.setEntity(answer.bodyBytes(), NONE, MediaType.valueOf(header.value()));
            } else {
                headers.add(header.name(), header.value());
            }
        }
    }
}
