package io.keystile.spring.boot;

import io.swagger.v3.oas.models.Operation;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.method.HandlerMethod;

/**
 * Notes the permissions that {@code @PreAuthorize} names, where it is one plain {@code hasAuthority},
 * {@code hasAllAuthorities} or {@code hasPermission}, for {@link KeystileOpenApi}.
 */
final class OperationPermissions implements GlobalOperationCustomizer {
    private static final String NOTE = "x-keystile-permissions";
    private static final Pattern PLAIN =
            Pattern.compile("\\s*has(?:Authority|AllAuthorities|Permission)\\(([^()]*)\\)\\s*");
    private static final Pattern NAME = Pattern.compile("'([^']+)'");

    @Override
    public Operation customize(Operation operation, HandlerMethod handler) {
        PreAuthorize rule = AnnotatedElementUtils.findMergedAnnotation(handler.getMethod(), PreAuthorize.class);
        if (rule == null) {
            rule = AnnotatedElementUtils.findMergedAnnotation(handler.getBeanType(), PreAuthorize.class);
        }
        if (rule != null) {
            List<String> permissions = of(rule.value());
            if (!permissions.isEmpty()) {
                operation.addExtension(NOTE, permissions);
            }
        }
        return operation;
    }

    private static List<String> of(String expression) {
        Matcher plain = PLAIN.matcher(expression);
        return plain.matches()
                ? NAME.matcher(plain.group(1))
                        .results()
                        .map(name -> name.group(1))
                        .toList()
                : List.of();
    }

    /** Returns the noted permissions of an operation, and removes the note. */
    static Collection<String> take(Operation operation) {
        @Nullable
        Object noted = operation.getExtensions() == null
                ? null
                : operation.getExtensions().remove(NOTE);
        return noted instanceof Collection<?> texts
                ? texts.stream().map(String::valueOf).toList()
                : List.of();
    }
}
