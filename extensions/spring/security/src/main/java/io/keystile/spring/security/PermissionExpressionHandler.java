package io.keystile.spring.security;

import java.util.List;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.MethodExecutor;
import org.springframework.expression.MethodResolver;
import org.springframework.expression.TypedValue;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.security.access.expression.SecurityExpressionOperations;
import org.springframework.security.access.expression.method.DefaultMethodSecurityExpressionHandler;
import org.springframework.security.authorization.AuthorizationManagerFactory;
import org.springframework.security.core.Authentication;

/** Evaluates the expressions of method security, with {@code hasPermission('flows:read')} of one argument. */
final class PermissionExpressionHandler extends DefaultMethodSecurityExpressionHandler {
    PermissionExpressionHandler(AuthorizationManagerFactory<MethodInvocation> authorizations) {
        setAuthorizationManagerFactory(authorizations);
    }

    @Override
    public EvaluationContext createEvaluationContext(
            Supplier<? extends @Nullable Authentication> authentication, MethodInvocation invocation) {
        EvaluationContext context = super.createEvaluationContext(authentication, invocation);
        ((StandardEvaluationContext) context).addMethodResolver(new HasPermissionResolver());
        return context;
    }

    /** Called for reactive methods. */
    @Override
    public StandardEvaluationContext createEvaluationContextInternal(
            @Nullable Authentication authentication, MethodInvocation invocation) {
        StandardEvaluationContext context = super.createEvaluationContextInternal(authentication, invocation);
        context.addMethodResolver(new HasPermissionResolver());
        return context;
    }

    /** Resolves {@code hasPermission} with one text; Spring's own have two and three arguments. */
    private static final class HasPermissionResolver implements MethodResolver {
        @Override
        public @Nullable MethodExecutor resolve(
                EvaluationContext context, Object target, String name, List<TypeDescriptor> arguments) {
            boolean ours = name.equals("hasPermission")
                    && target instanceof SecurityExpressionOperations
                    && arguments.size() == 1
                    && arguments.get(0).getType() == String.class;
            // Expressions cache the executor, so it must not refer to this call.
            return ours ? HasPermissionResolver::execute : null;
        }

        private static TypedValue execute(EvaluationContext context, Object target, @Nullable Object... arguments) {
            String permission = String.valueOf(arguments[0]);
            return new TypedValue(((SecurityExpressionOperations) target).hasAuthority(permission));
        }
    }
}
