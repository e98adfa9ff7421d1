package io.keystile.monitoring.alerts;

/**
 * Whether a recipient got a test alert. Immutable.
 *
 * @param recipient the address of the webhook, or the e-mail address
 * @param delivered whether the receiver, or the application's mailer, has accepted it
 * @param text what happened, in a few words for people
 */
public record AlertTestResult(String recipient, boolean delivered, String text) {}
