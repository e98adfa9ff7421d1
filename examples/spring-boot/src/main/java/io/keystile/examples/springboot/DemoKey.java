package io.keystile.examples.springboot;

import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import java.io.PrintStream;

/** A key to try the application with. */
final class DemoKey {

    private DemoKey() {}

    /** Issues and prints it, unless an earlier start did. */
    static void issueOnce(ApiKeyStore store, ApiKeyFormat format, PrintStream out) {
        if (store.findWorkspace("acme").isEmpty()) {
            ApiKeys keys = new ApiKeys(store, format, SecretHasher.sha256(), Plans.standard());
            Actor operator = Actor.system("start-up");
            keys.createWorkspace(operator, WorkspaceRecord.of("acme", "free"));
            ApiKeySettings settings = ApiKeySettings.named("demo").withPermissions("flows:execute");
            out.println("KEY=" + keys.issue(operator, "acme", "live", settings).reveal());
        }
    }
}
