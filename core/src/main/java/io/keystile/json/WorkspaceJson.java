package io.keystile.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.model.WorkspaceRecord;

/** The JSON form of a workspace that programs read. Scripts depend on the names of the properties. */
public final class WorkspaceJson {
    private WorkspaceJson() {}

    /** Returns the object. */
    public static ObjectNode write(WorkspaceRecord workspace) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", workspace.id());
        json.put("plan", workspace.plan());
        json.set("limits", RateLimitJson.write(workspace.limits()));
        json.set("ceiling", JsonWriter.texts(workspace.ceiling().asSet()));
        json.put("suspended", workspace.suspended());
        json.put("version", workspace.version());
        return json;
    }
}
