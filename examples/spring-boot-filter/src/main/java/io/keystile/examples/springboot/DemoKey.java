package io.keystile.examples.springboot;

import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.admin.IssuedKey;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.WorkspaceRecord;
import java.io.PrintStream;

/** Issues a key for trying out the application. */
final class DemoKey {

    private DemoKey() {}

    /** Issues and prints the key, with its workspace, unless an earlier start did. */
    static void issueOnce(ApiKeys keys, PrintStream out) {
        if (keys.unrestricted().findWorkspace("acme").isEmpty()) {
            ApiKeySettings settings = ApiKeySettings.named("demo").withPermissions("flows:execute");
            IssuedKey key = keys.createWorkspace(
                    Actor.system("start-up"), WorkspaceRecord.of("acme", "free"), "live", settings);
            out.println("KEY=" + key.reveal());
        }
    }
}
