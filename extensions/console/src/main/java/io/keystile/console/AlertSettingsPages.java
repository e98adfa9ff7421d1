package io.keystile.console;

import io.keystile.console.Route.Needs;
import io.keystile.console.templates.JtealertsettingsGenerated;
import io.keystile.console.views.AlertSettingsPage;
import io.keystile.console.views.AlertTexts;
import io.keystile.console.views.Difference;
import io.keystile.monitoring.alerts.AlertOffer;
import io.keystile.monitoring.alerts.AlertSettings;
import io.keystile.monitoring.alerts.AlertTestResult;
import io.keystile.monitoring.alerts.WorkspaceAlerts;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets up the alerts of a workspace, and sends tests. Thread-safe. */
final class AlertSettingsPages {
    private static final Logger LOG = LoggerFactory.getLogger(Console.class);
    private static final String ON = "on-";
    private static final String THRESHOLD = "threshold-";
    private static final String WEBHOOKS = "webhooks";
    private static final String EMAILS = "emails";

    private final WorkspaceAlerts alerts;
    private final Pages pages;

    AlertSettingsPages(WorkspaceAlerts alerts, Pages pages) {
        this.alerts = alerts;
        this.pages = pages;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/w/{workspace}/alerts/settings", Needs.MANAGE, this::open),
                new Route("POST", "/w/{workspace}/alerts/settings", Needs.MANAGE, this::save),
                new Route("POST", "/w/{workspace}/alerts/test", Needs.MANAGE, this::test));
    }

    private AlertSettings stored(Call call) {
        try {
            return alerts.settings(call.workspace().id());
        } catch (RuntimeException e) {
            LOG.warn("Settings of alerts cannot be shown, because their store cannot answer", e);
            throw Refusal.alertsDown();
        }
    }

    private ConsoleResponse open(Call call) {
        AlertSettings settings = stored(call);
        return form(200, call, settings, texts(settings), null, List.of(), null);
    }

    /** Returns settings as the texts of the form's fields. */
    private Map<String, String> texts(AlertSettings settings) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (AlertOffer offer : alerts.offers()) {
            AlertSettings.Rule rule = offer.effective(settings);
            if (rule.on()) {
                texts.put(ON + offer.rule(), "on");
            }
            texts.put(THRESHOLD + offer.rule(), Integer.toString(rule.threshold()));
        }
        texts.put(WEBHOOKS, settings.webhooks().stream().map(URI::toString).collect(Collectors.joining("\n")));
        texts.put(EMAILS, String.join("\n", settings.emails()));
        return texts;
    }

    private Map<String, String> entered(Fields form) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (AlertOffer offer : alerts.offers()) {
            if (form.has(ON + offer.rule())) {
                texts.put(ON + offer.rule(), "on");
            }
            texts.put(THRESHOLD + offer.rule(), form.text(THRESHOLD + offer.rule()));
        }
        texts.put(WEBHOOKS, form.text(WEBHOOKS));
        texts.put(EMAILS, form.text(EMAILS));
        return texts;
    }

    private ConsoleResponse form(
            int status,
            Call call,
            AlertSettings now,
            Map<String, String> values,
            @Nullable String problem,
            List<Difference> conflict,
            @Nullable List<AlertTestResult> results) {
        List<AlertSettingsPage.Rule> rules = alerts.offers().stream()
                .map(offer -> new AlertSettingsPage.Rule(
                        offer.rule(),
                        AlertTexts.of(offer.rule()),
                        values.containsKey(ON + offer.rule()),
                        offer.hasThreshold() ? values.getOrDefault(THRESHOLD + offer.rule(), "") : null,
                        offer.min(),
                        offer.max()))
                .toList();
        String id = call.workspace().id();
        AlertSettingsPage page = new AlertSettingsPage(
                id,
                Long.toString(now.version()),
                rules,
                alerts.offersWebhooks() ? values.getOrDefault(WEBHOOKS, "") : null,
                alerts.offersMail() ? values.getOrDefault(EMAILS, "") : null,
                alerts.maxRecipients(),
                alerts.offersWebhooks()
                        ? now.webhooks().stream()
                                .map(uri -> new AlertSettingsPage.Secret(uri.toString(), alerts.webhookSecret(id, uri)))
                                .toList()
                        : List.of(),
                problem,
                conflict,
                results == null
                        ? null
                        : results.stream()
                                .map(each ->
                                        new AlertSettingsPage.Result(each.recipient(), each.delivered(), each.text()))
                                .toList());
        return pages.page(
                status,
                call,
                "Set up alerts",
                (out, frame) -> JtealertsettingsGenerated.render(out, null, frame, page));
    }

    private ConsoleResponse save(Call call) {
        AlertSettings now = stored(call);
        Map<String, String> entered = entered(call.form());
        AlertSettings wanted;
        try {
            wanted = read(call.form(), now);
        } catch (IllegalArgumentException e) {
            return form(422, call, now, entered, SettingsForms.sentence(e), List.of(), null);
        }
        if (!call.form().text("version").equals(Long.toString(now.version()))) {
            return conflict(call, now, wanted, entered);
        }
        try {
            if (!alerts.save(call.user().actor().name(), wanted)) {
                return conflict(call, stored(call), wanted, entered);
            }
        } catch (IllegalArgumentException e) {
            return form(422, call, now, entered, SettingsForms.sentence(e), List.of(), null);
        }
        return Answers.redirect("settings?done=saved");
    }

    /** Reads the form. What it does not have stays as it is. */
    private AlertSettings read(Fields form, AlertSettings now) {
        AlertSettings wanted = now;
        for (AlertOffer offer : alerts.offers()) {
            boolean on = form.has(ON + offer.rule());
            int threshold = offer.hasThreshold() ? threshold(form, offer) : offer.threshold();
            wanted = wanted.withRule(offer.rule(), new AlertSettings.Rule(on, threshold));
        }
        if (alerts.offersWebhooks()) {
            List<URI> webhooks = new ArrayList<>();
            lines(form.text(WEBHOOKS)).forEach(line -> webhooks.add(AlertSettings.parseWebhook(line)));
            wanted = wanted.withWebhooks(webhooks);
        }
        return alerts.offersMail() ? wanted.withEmails(lines(form.text(EMAILS))) : wanted;
    }

    private static int threshold(Fields form, AlertOffer offer) {
        String text = form.text(THRESHOLD + offer.rule());
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < 1) {
            throw new IllegalArgumentException("“" + AlertTexts.of(offer.rule()).title()
                    + "” needs a whole number from " + offer.min() + " to " + offer.max());
        }
        return Integer.parseInt(text);
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    private ConsoleResponse conflict(Call call, AlertSettings now, AlertSettings wanted, Map<String, String> entered) {
        Map<String, String> shownNow = shown(now);
        Map<String, String> shownWanted = shown(wanted);
        List<Difference> differences = shownNow.keySet().stream()
                .map(label ->
                        new Difference(label, shownNow.getOrDefault(label, ""), shownWanted.getOrDefault(label, "")))
                .filter(difference -> !difference.now().equals(difference.wanted()))
                .toList();
        String problem = "Somebody else has changed these settings since you opened the form. Nothing of yours was"
                + " saved." + (differences.isEmpty() ? " Both of you want the same, though." : "");
        return form(409, call, now, entered, problem, differences, null);
    }

    /** Returns settings in words, by the label of the field. */
    private Map<String, String> shown(AlertSettings settings) {
        Map<String, String> shown = new LinkedHashMap<>();
        for (AlertOffer offer : alerts.offers()) {
            AlertSettings.Rule rule = offer.effective(settings);
            AlertTexts.Words words = AlertTexts.of(offer.rule());
            String on =
                    offer.hasThreshold() ? "on, " + words.lead() + " " + rule.threshold() + " " + words.unit() : "on";
            shown.put(words.title(), rule.on() ? on : "off");
        }
        Map<String, String> texts = texts(settings);
        shown.put("Webhooks", texts.getOrDefault(WEBHOOKS, ""));
        shown.put("E-mail addresses", texts.getOrDefault(EMAILS, ""));
        return shown;
    }

    private ConsoleResponse test(Call call) {
        AlertSettings settings = stored(call);
        List<AlertTestResult> results = alerts.sendTest(call.workspace().id()).orElseThrow(Refusal::testedBefore);
        return form(200, call, settings, texts(settings), null, List.of(), results);
    }
}
