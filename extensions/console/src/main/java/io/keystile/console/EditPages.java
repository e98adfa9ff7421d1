package io.keystile.console;

import io.keystile.admin.ConcurrentChangeException;
import io.keystile.admin.NotPermittedException;
import io.keystile.console.Route.Needs;
import io.keystile.console.SettingsForms.Reading;
import io.keystile.console.templates.JteeditGenerated;
import io.keystile.console.views.Difference;
import io.keystile.console.views.EditPage;
import io.keystile.console.views.SettingsForm;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import java.util.List;

/** Changes the settings of keys. Nobody overwrites a change that they have not seen. Thread-safe. */
final class EditPages {
    private final ConsoleSettings settings;
    private final Pages pages;
    private final SettingsForms forms;

    EditPages(ConsoleSettings settings, Pages pages) {
        this.settings = settings;
        this.pages = pages;
        this.forms = new SettingsForms(settings);
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/w/{workspace}/keys/{key}/edit", Needs.MANAGE, this::open),
                new Route("POST", "/w/{workspace}/keys/{key}/edit", Needs.MANAGE, this::save));
    }

    private ConsoleResponse open(Call call) {
        ApiKeyRecord key = requireNotRevoked(call.key());
        return form(200, call, key, forms.of(call, key.settings()), List.of());
    }

    private static ApiKeyRecord requireNotRevoked(ApiKeyRecord key) {
        if (key.status() == KeyStatus.REVOKED) {
            throw Refusal.conflict("This key is revoked", "It cannot be changed any more. Generate a new key.");
        }
        return key;
    }

    private ConsoleResponse form(
            int status, Call call, ApiKeyRecord key, SettingsForm form, List<Difference> conflict) {
        EditPage page = new EditPage(KeyPages.summary(call), form, key.version(), conflict);
        return pages.page(
                status, call, "Edit this key", (out, frame) -> JteeditGenerated.render(out, null, frame, page));
    }

    private ConsoleResponse save(Call call) {
        ApiKeyRecord key = requireNotRevoked(call.key());
        ApiKeySettings before = key.settings();
        Reading reading = forms.read(call, before);
        if (!reading.errors().isEmpty()) {
            return form(422, call, key, forms.submitted(call, before, reading.errors(), null), List.of());
        }
        if (!call.form().text("version").equals(Long.toString(key.version()))) {
            return conflict(call, key, reading.settings());
        }
        try {
            settings.keys().update(call.user().actor(), key, reading.settings());
        } catch (IllegalArgumentException e) {
            return refused(422, call, key, e);
        } catch (NotPermittedException e) {
            return refused(403, call, key, e);
        } catch (IllegalStateException e) {
            return refused(409, call, key, e);
        } catch (ConcurrentChangeException e) {
            ApiKeyRecord now = call.directory().find(key.id()).orElseThrow(Refusal::notFound);
            return conflict(call, now, reading.settings());
        }
        return Answers.redirect("./?done=saved");
    }

    private ConsoleResponse refused(int status, Call call, ApiKeyRecord key, RuntimeException reason) {
        String problem = SettingsForms.sentence(reason);
        return form(status, call, key, forms.submitted(call, key.settings(), List.of(), problem), List.of());
    }

    /** Shows what is stored now beside what was entered; saving again means to want it nonetheless. */
    private ConsoleResponse conflict(Call call, ApiKeyRecord now, ApiKeySettings wanted) {
        List<Difference> differences =
                SettingsForms.differences(SettingsForms.texts(now.settings()), SettingsForms.texts(wanted));
        String problem = "Somebody else has changed this key since you opened the form. Nothing of yours was saved."
                + (differences.isEmpty() ? " Both of you want the same, though." : "");
        return form(409, call, now, forms.submitted(call, now.settings(), List.of(), problem), differences);
    }
}
