package io.keystile.spring.test;

import io.keystile.Keystile;
import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.admin.IssuedKey;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.WorkspaceRecord;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.TestExecutionListener;

/** Issues the key of {@link WithApiKey} before a test, and deletes it after the test. Spring creates it. */
final class WithApiKeyListener implements TestExecutionListener {
    private static final Actor TEST = Actor.system("@WithApiKey");
    private static final String ISSUED = WithApiKeyListener.class.getName() + ".issued";

    WithApiKeyListener() {}

    @Override
    public void beforeTestMethod(TestContext test) {
        WithApiKey wanted = wanted(test);
        if (wanted == null) {
            return;
        }
        ApplicationContext application = test.getApplicationContext();
        ApiKeys keys = application.getBean(Keystile.class).keys();
        String workspace = wanted.workspace().isEmpty() ? newId() : wanted.workspace();
        if (keys.unrestricted().findWorkspace(workspace).isEmpty()) {
            keys.createWorkspace(TEST, WorkspaceRecord.of(workspace, wanted.plan()));
        }
        String environment = wanted.environment().isEmpty() ? firstEnvironment(application) : wanted.environment();
        IssuedKey issued = keys.issue(
                TEST,
                workspace,
                environment,
                ApiKeySettings.named(test.getTestMethod().getName()).withPermissions(wanted.permissions()));
        test.setAttribute(ISSUED, issued.record().id());
        CurrentKey.set(issued.reveal());
    }

    @Override
    public void afterTestMethod(TestContext test) {
        CurrentKey.clear();
        if (test.removeAttribute(ISSUED) instanceof KeyId id) {
            ApiKeys keys = test.getApplicationContext().getBean(Keystile.class).keys();
            keys.delete(TEST, id);
        }
    }

    private static @Nullable WithApiKey wanted(TestContext test) {
        WithApiKey ofMethod = AnnotatedElementUtils.findMergedAnnotation(test.getTestMethod(), WithApiKey.class);
        return ofMethod != null
                ? ofMethod
                : TestContextAnnotationUtils.findMergedAnnotation(test.getTestClass(), WithApiKey.class);
    }

    private static String firstEnvironment(ApplicationContext application) {
        List<String> environments = Binder.get(application.getEnvironment())
                .bind("keystile.environments", Bindable.listOf(String.class))
                .orElse(List.of());
        if (environments.isEmpty()) {
            throw new IllegalStateException(
                    "keystile.environments names no environment; write @WithApiKey(environment = \"live\")");
        }
        return environments.get(0);
    }

    private static String newId() {
        return "test-" + UUID.randomUUID().toString().substring(0, 8);
    }
}
