package io.keystile.console;

import io.keystile.admin.IssuedKey;
import io.keystile.admin.Overlap;
import io.keystile.console.Route.Needs;
import io.keystile.console.templates.JterotateGenerated;
import io.keystile.console.views.RotatePage;
import io.keystile.console.views.RotatePage.Choice;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.KeyStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rotates keys: issues a successor, and says how long the old key works beside it. Thread-safe. */
final class RotatePages {
    private final ConsoleSettings settings;
    private final Pages pages;
    private final ShownOnce shownOnce;

    RotatePages(ConsoleSettings settings, Pages pages, ShownOnce shownOnce) {
        this.settings = settings;
        this.pages = pages;
        this.shownOnce = shownOnce;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/w/{workspace}/keys/{key}/rotate", Needs.MANAGE, this::open),
                new Route("POST", "/w/{workspace}/keys/{key}/rotate", Needs.MANAGE, this::rotate));
    }

    private ConsoleResponse open(Call call) {
        if (call.key().statusAt(call.now()) != KeyStatus.ACTIVE) {
            throw Refusal.conflict("This key does not work", "Only an active key can be rotated. Generate a new key.");
        }
        return ask(200, call, RotatePage.USUAL, null);
    }

    private ConsoleResponse ask(int status, Call call, String overlap, @Nullable String problem) {
        Usages usage = settings.usage();
        RotatePage page = new RotatePage(
                KeyPages.summary(call),
                usage == null ? null : usage.callsToday(call.key().id()),
                shownOnce.newNonce(),
                overlap,
                problem);
        return pages.page(
                status, call, "Rotate this key", (out, frame) -> JterotateGenerated.render(out, null, frame, page));
    }

    private ConsoleResponse rotate(Call call) {
        Optional<Choice> chosen = RotatePage.CHOICES.stream()
                .filter(choice -> choice.value().equals(call.form().text("overlap")))
                .findFirst();
        if (chosen.isEmpty()) {
            return ask(422, call, "", "Choose how long the old key goes on working.");
        }
        Overlap overlap = new Overlap(chosen.get().time(), call.form().has("untilFirstUse"));
        IssuedKey issued;
        try {
            issued = shownOnce.make(
                    call,
                    () -> Changes.make(() -> settings.keys()
                            .rotate(call.user().actor(), call.key().id(), overlap)));
        } catch (IllegalArgumentException e) {
            return ask(422, call, chosen.get().value(), SettingsForms.sentence(e));
        }
        ApiKeyRecord old = call.directory().find(call.key().id()).orElse(null);
        return shownOnce.page(call, issued, old);
    }
}
