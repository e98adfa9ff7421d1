package io.keystile.monitoring.alerts;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An e-mail address that a workspace has chosen. Thread-safe. */
final class MailRecipient implements AlertRecipient {
    private static final Logger LOG = LoggerFactory.getLogger(WorkspaceAlerts.class);

    private final String workspace;
    private final String address;
    private final AlertMailer mailer;

    MailRecipient(String workspace, String address, AlertMailer mailer) {
        this.workspace = workspace;
        this.address = address;
        this.mailer = mailer;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public Attempt tell(String message, Alert alert) {
        try {
            if (!mailer.accepts(workspace, address)) {
                return Attempt.failed(false, "mail to this address is not allowed any more");
            }
            mailer.send(workspace, address, alert);
            return Attempt.delivered("handed to the mail server");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Attempt.failed(false, "stopped");
        } catch (Exception e) { // whatever a mailer throws: the mail was not sent
            LOG.debug("An alert could not be mailed", e);
            return Attempt.failed(true, "the mail could not be sent");
        }
    }
}
