package io.keystile.monitoring.alerts;

import io.keystile.monitoring.internal.Arguments;
import io.keystile.net.CidrBlock;
import io.keystile.store.ApiKeyLookup;
import io.keystile.store.AuditStore;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Builds {@link WorkspaceAlerts}: what the operator offers, and within which bounds. Not thread-safe. */
public final class WorkspaceAlertsBuilder {
    private static final int DEFAULT_RECIPIENTS = 5;
    private static final int DEFAULT_WORKSPACES = 1_000;

    final AlertSettingsStore store;
    final ApiKeyLookup keys;
    final Map<String, AlertOffer> offers = new LinkedHashMap<>();
    final List<AlertListener> listeners = new ArrayList<>();
    final List<CidrBlock> allowed = new ArrayList<>();
    byte @Nullable [] webhookSecret;

    @Nullable
    AlertMailer mailer;

    @Nullable
    AuditStore audit;

    int auditEntries = 1;
    int maxRecipients = DEFAULT_RECIPIENTS;
    int maxWorkspaces = DEFAULT_WORKSPACES;
    InstantSource clock = InstantSource.system();
    PublicHttps.Resolver resolver = InetAddress::getAllByName;

    @Nullable
    SSLSocketFactory sockets;

    WorkspaceAlertsBuilder(AlertSettingsStore store, ApiKeyLookup keys) {
        this.store = store;
        this.keys = keys;
        AlertOffer.standard().forEach(this::offer);
    }

    /** Offers a rule; it replaces the offer of the same name. {@link AlertOffer#standard} is offered from the start. */
    public WorkspaceAlertsBuilder offer(AlertOffer offer) {
        offers.put(offer.rule(), offer);
        return this;
    }

    /** Offers exactly these rules. */
    public WorkspaceAlertsBuilder offerOnly(AlertOffer... only) {
        offers.clear();
        Arrays.asList(only).forEach(this::offer);
        return this;
    }

    /**
     * Allows workspaces to have alerts posted to webhooks. They are reached directly, by HTTPS, on port 443 of public
     * addresses only.
     *
     * @param secret at least 24 random bytes, the same on all nodes and after each restart; it is copied. The secret
     *     with which the messages to an address are signed is derived from it, for each workspace and address
     * @throws IllegalArgumentException if the secret has fewer bytes
     */
    public WorkspaceAlertsBuilder webhooks(byte[] secret) {
        webhookSecret = WebhookSigner.requireLongEnough(secret).clone();
        return this;
    }

    /**
     * Allows webhooks at these addresses, with any port, besides public ones. Whoever can set up alerts can then have
     * this server post to them.
     */
    public WorkspaceAlertsBuilder allowWebhooksTo(CidrBlock... blocks) {
        allowed.addAll(Arrays.asList(blocks));
        return this;
    }

    /** Allows workspaces to have alerts mailed. */
    public WorkspaceAlertsBuilder mailer(AlertMailer application) {
        this.mailer = application;
        return this;
    }

    /** Adds a listener, which receives the alerts of all workspaces, such as {@link AlertRecorder}. */
    public WorkspaceAlertsBuilder listener(AlertListener listener) {
        listeners.add(listener);
        return this;
    }

    /**
     * Writes each change of settings to this history too, after it was saved.
     *
     * @param history for example {@code store.audit().orElseThrow()}
     * @param keep how many of the newest entries of a workspace to keep, as for the changes of its keys
     * @throws IllegalArgumentException if {@code keep} is less than 1
     */
    public WorkspaceAlertsBuilder audit(AuditStore history, int keep) {
        this.audit = history;
        this.auditEntries = Arguments.atLeast(1, keep, "The number of entries");
        return this;
    }

    /**
     * Sets how many webhooks, and how many e-mail addresses, a workspace may have. The default is 5 of each.
     *
     * @throws IllegalArgumentException if the number is not from 1 to {@value AlertSettings#MAX_RECIPIENTS}
     */
    public WorkspaceAlertsBuilder maxRecipients(int max) {
        maxRecipients = Arguments.upTo(AlertSettings.MAX_RECIPIENTS, max, "The number of recipients");
        return this;
    }

    /**
     * Sets how many workspaces are watched at a time. The default is 1,000. Beyond it, the workspace that was not used
     * for longest is forgotten: its incidents end, and what its rules have learned is lost.
     *
     * @throws IllegalArgumentException if the number is less than 1
     */
    public WorkspaceAlertsBuilder maxWorkspaces(int max) {
        maxWorkspaces = Arguments.atLeast(1, max, "The number of workspaces");
        return this;
    }

    WorkspaceAlertsBuilder clock(InstantSource time) {
        this.clock = time;
        return this;
    }

    /** Replaces what tests cannot use: the Internet and its certificates. */
    WorkspaceAlertsBuilder internet(PublicHttps.Resolver names, SSLSocketFactory factory) {
        this.resolver = names;
        this.sockets = factory;
        return this;
    }

    PublicHttps https() {
        return new PublicHttps(
                resolver,
                new PublicAddresses(allowed),
                sockets == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : sockets);
    }

    /** Returns the alerts, and starts the thread that reads settings. */
    public WorkspaceAlerts start() {
        return build().started();
    }

    WorkspaceAlerts build() {
        return new WorkspaceAlerts(this, new SecureRandom());
    }
}
