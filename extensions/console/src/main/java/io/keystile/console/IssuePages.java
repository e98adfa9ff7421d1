package io.keystile.console;

import io.keystile.admin.ConcurrentChangeException;
import io.keystile.admin.IssuedKey;
import io.keystile.admin.NotPermittedException;
import io.keystile.console.Route.Needs;
import io.keystile.console.SettingsForms.Reading;
import io.keystile.console.templates.JtenewkeyGenerated;
import io.keystile.console.views.FieldError;
import io.keystile.console.views.NewKeyPage;
import io.keystile.console.views.SettingsForm;
import io.keystile.model.ApiKeySettings;
import java.util.ArrayList;
import java.util.List;

/** Issues keys. Thread-safe. */
final class IssuePages {
    private final ConsoleSettings settings;
    private final Pages pages;
    private final SettingsForms forms;
    private final ShownOnce shownOnce;

    IssuePages(ConsoleSettings settings, Pages pages, ShownOnce shownOnce) {
        this.settings = settings;
        this.pages = pages;
        this.forms = new SettingsForms(settings);
        this.shownOnce = shownOnce;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/w/{workspace}/new", Needs.MANAGE, call -> form(200, call, forms.blank(call))),
                new Route("POST", "/w/{workspace}/new", Needs.MANAGE, this::issue));
    }

    private ConsoleResponse form(int status, Call call, SettingsForm form) {
        NewKeyPage page = new NewKeyPage(call.workspace(), form, shownOnce.newNonce());
        return pages.page(
                status, call, "Generate an API key", (out, frame) -> JtenewkeyGenerated.render(out, null, frame, page));
    }

    private ConsoleResponse issue(Call call) {
        String environment = call.form().text("environment");
        Reading reading = forms.read(call, ApiKeySettings.named("key"));
        List<FieldError> errors = new ArrayList<>(reading.errors());
        if (!settings.environments().contains(environment)) {
            errors.add(new FieldError("environment", "Choose one of the environments."));
        }
        if (!errors.isEmpty()) {
            return form(422, call, forms.submitted(call, null, errors, null));
        }
        IssuedKey issued;
        try {
            issued = shownOnce.make(
                    call,
                    () -> settings.keys()
                            .issue(call.user().actor(), call.workspace().id(), environment, reading.settings()));
        } catch (IllegalArgumentException e) {
            return refused(422, call, e);
        } catch (NotPermittedException e) {
            return refused(403, call, e);
        } catch (IllegalStateException | ConcurrentChangeException e) {
            return refused(409, call, e);
        }
        return shownOnce.page(call, issued, null);
    }

    private ConsoleResponse refused(int status, Call call, RuntimeException reason) {
        return form(status, call, forms.submitted(call, null, List.of(), SettingsForms.sentence(reason)));
    }
}
