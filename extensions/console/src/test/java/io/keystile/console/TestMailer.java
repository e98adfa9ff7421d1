package io.keystile.console;

import io.keystile.monitoring.alerts.Alert;
import io.keystile.monitoring.alerts.AlertMailer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Mails to addresses of {@code example.com} only, and to nobody in fact. */
final class TestMailer implements AlertMailer {
    final List<String> sent = new CopyOnWriteArrayList<>();

    @Override
    public boolean accepts(String workspace, String address) {
        return address.endsWith("@example.com");
    }

    @Override
    public void send(String workspace, String address, Alert alert) {
        sent.add(workspace + " " + address + " " + alert.rule());
    }
}
