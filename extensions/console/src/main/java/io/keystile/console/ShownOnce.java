package io.keystile.console;

import io.keystile.admin.IssuedKey;
import io.keystile.console.templates.JteissuedGenerated;
import io.keystile.console.views.IssuedPage;
import io.keystile.console.views.Link;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.KeyStatus;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes one key of each form, and shows its plaintext in the response to that form only. Thread-safe. */
final class ShownOnce {
    private final ConsoleSettings settings;
    private final Pages pages;
    private final UsedForms used = new UsedForms();

    ShownOnce(ConsoleSettings settings, Pages pages) {
        this.settings = settings;
        this.pages = pages;
    }

    /** Returns what a form has in its field {@code nonce}. */
    String newNonce() {
        return used.newNonce();
    }

    /**
     * Makes a key, unless the form made one before.
     *
     * @throws Refusal if the form was used before, or is none of ours
     */
    IssuedKey make(Call call, Supplier<IssuedKey> maker) {
        String nonce = call.form().text("nonce");
        if (!UsedForms.isNonce(nonce)) {
            throw Refusal.malformedForm();
        }
        String form = call.workspace().id() + " " + nonce;
        UsedForms.Earlier earlier = used.use(form);
        if (earlier != null) {
            KeyId key = earlier.made();
            throw key == null
                    ? Refusal.issuedNow(new Link(Pages.workspaceLink(call), "Open the list of keys"))
                    : Refusal.issuedBefore(new Link(link(call, key), "Open the key"));
        }
        boolean made = false;
        try {
            IssuedKey issued = maker.get();
            used.made(form, issued.record().id());
            made = true;
            return issued;
        } finally {
            if (!made) {
                used.failed(form);
            }
        }
    }

    /**
     * Returns the page with the key.
     *
     * @param replaced the key that it replaces, or null
     */
    ConsoleResponse page(Call call, IssuedKey issued, @Nullable ApiKeyRecord replaced) {
        Instant oldKeyEnds = replaced == null ? null : replaced.endsAt();
        // By the clock after the rotation: the request began before the old key ended.
        boolean oldKeyWorks =
                replaced != null && replaced.statusAt(settings.clock().instant()) == KeyStatus.ACTIVE;
        IssuedPage page = new IssuedPage(
                issued.record(),
                issued.reveal(),
                link(call, issued.record().id()),
                oldKeyEnds,
                oldKeyWorks,
                replaced != null && replaced.lineage().untilSuccessorIsUsed(),
                settings.exampleUrl());
        return pages.page(call, "Save your new key", (out, frame) -> JteissuedGenerated.render(out, null, frame, page));
    }

    private static String link(Call call, KeyId key) {
        return Pages.workspaceLink(call) + "keys/" + key + "/";
    }
}
