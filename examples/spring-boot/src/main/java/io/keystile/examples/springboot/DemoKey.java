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

/** Issues a key for trying out the application. */
final class DemoKey {

    private DemoKey() {}

    /** Issues a key and prints it to {@code out}, unless an earlier start has done so. */
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
