package io.keystile.conformance.jaxrs;

import io.keystile.adapter.HttpHeader;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.util.List;

/** Adds fields to each response before the feature completes it: response filters run in descending priority. */
public class EarlierFieldsFilter implements ContainerResponseFilter {
    private final List<HttpHeader> fields;

    EarlierFieldsFilter(List<HttpHeader> fields) {
        this.fields = fields;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        fields.forEach(field -> response.getHeaders().add(field.name(), field.value()));
    }
}
