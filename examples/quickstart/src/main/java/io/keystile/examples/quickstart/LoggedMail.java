package io.keystile.examples.quickstart;

import io.keystile.monitoring.alerts.Alert;
import io.keystile.monitoring.alerts.AlertMailer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what a real application would mail. It accepts every address, because it sends nothing. */
final class LoggedMail implements AlertMailer {
    private static final Logger LOG = LoggerFactory.getLogger(LoggedMail.class);

    @Override
    public boolean accepts(String workspace, String address) {
        return true;
    }

    @Override
    public void send(String workspace, String address, Alert alert) {
        LOG.info("Mail to {}: {}", address, alert);
    }
}
