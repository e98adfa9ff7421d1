package io.keystile.monitoring.alerts;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.AuthListener;
import io.keystile.Decision.Denied;
import io.keystile.DenialReason;
import io.keystile.key.KeyId;
import io.keystile.model.AuditEntry;
import io.keystile.model.AuditEntry.FieldChange;
import io.keystile.monitoring.alerts.Alert.Phase;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import io.keystile.monitoring.internal.LruMap;
import io.keystile.store.ApiKeyLookup;
import io.keystile.store.AuditStore;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects misuse of the keys of each workspace, with the rules and the thresholds that the workspace has chosen, and
 * tells those whom it has chosen, all within the operator's bounds. Register it with
 * {@code AuthenticatorBuilder.listener}, so that it runs in a thread of its own, and close it after the authenticator.
 * Thread-safe.
 *
 * <p>A decision is a workspace's if the secret of one of its keys was right. Wrong secrets for the id of one of its
 * keys are judged too, and calls in clear text with the id of a key that was used on this node before. All other
 * decisions are passed over.
 *
 * <p>The settings are read by a thread of this class: those of a workspace with its first decision, within a second,
 * and all again every {@link #REREAD}. Decisions before they were read are not judged. If the store cannot answer, the
 * last settings hold, or else the operator's standard, without recipients.
 *
 * <p>Like that of an {@link AlertMonitor}, the state of the rules is in memory, on each node. Quiet periods and limits
 * of alerts are those of a monitor, for each workspace.
 */
public final class WorkspaceAlerts implements AuthListener, AutoCloseable {
    /** The rule of a test alert. */
    public static final String TEST = "test";

    /** The time after which settings that another node has saved are obeyed, at the latest. */
    public static final Duration REREAD = Duration.ofSeconds(30);

    /** The time between two tests of a workspace on one node. */
    public static final Duration TEST_INTERVAL = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(WorkspaceAlerts.class);
    private static final int MAX_KEYS = 50_000;
    private static final int MAX_TESTS = 10_000;
    private static final int MAX_READ = 1_000;
    private static final Duration TICK = Duration.ofMinutes(1);

    private final Map<String, AlertOffer> offers;
    private final AlertSettingsStore store;
    private final ApiKeyLookup keys;
    private final AlertListener listener;
    private final @Nullable AuditStore audit;
    private final int auditEntries;
    private final @Nullable AlertMailer mailer;
    private final @Nullable WebhookSigner secrets;
    private final int maxRecipients;
    private final InstantSource clock;
    private final PublicHttps https;
    private final AlertOutbox outbox;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(WorkspaceAlerts::daemon);

    /** The workspaces of keys that were used with their secret or are known to exist. */
    private final LruMap<KeyId, String> owners = new LruMap<>(MAX_KEYS);

    /** When a test was last sent. */
    private final LruMap<String, Instant> tests = new LruMap<>(MAX_TESTS);

    /** By workspace, the one that was not used for longest first. Its lock guards the monitors too. */
    private final Map<String, WorkspaceMonitor> monitors;

    private final SelfAlerts selfAlerts;
    private Instant ticked = Instant.MIN;
    private Instant readAt = Instant.MIN;
    private boolean failing;

    WorkspaceAlerts(WorkspaceAlertsBuilder settings, RandomGenerator random) {
        this.offers = new LinkedHashMap<>(settings.offers);
        this.store = settings.store;
        this.keys = settings.keys;
        this.listener = new AlertListeners(settings.listeners);
        this.audit = settings.audit;
        this.auditEntries = settings.auditEntries;
        this.mailer = settings.mailer;
        this.secrets = settings.webhookSecret == null ? null : new WebhookSigner(settings.webhookSecret);
        this.maxRecipients = settings.maxRecipients;
        this.clock = settings.clock;
        this.https = settings.https();
        this.outbox = new AlertOutbox(clock, random);
        this.selfAlerts = WorkspaceMonitor.selfAlerts(listener);
        int max = settings.maxWorkspaces;
        this.monitors = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, WorkspaceMonitor> eldest) {
                if (size() <= max) {
                    return false;
                }
                eldest.getValue().endAll();
                return true;
            }
        };
    }

    /**
     * Returns a builder that offers {@link AlertOffer#standard}, without webhooks and mail.
     *
     * @param store the settings; the caller closes it, after this
     * @param keys the store of the keys, which is asked whose a key is for whose id a wrong secret was sent
     */
    public static WorkspaceAlertsBuilder builder(AlertSettingsStore store, ApiKeyLookup keys) {
        return new WorkspaceAlertsBuilder(store, keys);
    }

    WorkspaceAlerts started() {
        Future<?> unused = timer.scheduleWithFixedDelay(this::readSettings, 0, 1, TimeUnit.SECONDS);
        return this;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "keystile-alert-settings");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void onDecision(AuthEvent event) {
        String workspace = workspaceOf(event); // may ask the store of the keys
        synchronized (monitors) {
            tick(event.time());
            if (workspace != null) {
                monitorOf(workspace).observe(event);
            }
        }
    }

    @Override
    public void onLoss(long events) {
        synchronized (monitors) {
            selfAlerts.decisionsMissed(events, clock.instant());
        }
    }

    private @Nullable String workspaceOf(AuthEvent event) {
        ApiKeyPrincipal caller = event.caller();
        if (caller != null) {
            synchronized (owners) {
                owners.put(caller.keyId(), caller.workspace());
            }
            return caller.workspace();
        }
        if (!(event.decision() instanceof Denied denied) || denied.keyId() == null) {
            return null;
        }
        synchronized (owners) {
            String known = owners.find(denied.keyId());
            if (known != null) {
                return known;
            }
        }
        // Of the other reasons, the id may be made up, and a look-up for each would be a way to burden the store.
        return denied.reason() == DenialReason.WRONG_SECRET ? lookUp(denied.keyId()) : null;
    }

    private @Nullable String lookUp(KeyId key) {
        try {
            String workspace =
                    keys.find(key).map(found -> found.workspace().id()).orElse(null);
            if (workspace != null) {
                synchronized (owners) {
                    return owners.getOrCreate(key, () -> workspace);
                }
            }
        } catch (RuntimeException e) { // listeners go on whatever the store of the keys throws
            LOG.debug("The workspace of key {} is not known", key, e);
        }
        return null;
    }

    /** Called with the lock. */
    private WorkspaceMonitor monitorOf(String workspace) {
        WorkspaceMonitor monitor = monitors.get(workspace);
        if (monitor == null) {
            monitor = new WorkspaceMonitor(workspace, offers.values(), this::onAlert);
            monitors.put(workspace, monitor);
        }
        return monitor;
    }

    /** Ends the quiet incidents of workspaces without calls. Called with the lock. */
    private void tick(Instant now) {
        if (ticked.equals(Instant.MIN) || Duration.between(ticked, now).abs().compareTo(TICK) >= 0) {
            ticked = now;
            selfAlerts.endQuietIncidents(now);
            monitors.values().forEach(monitor -> monitor.endQuietIncidents(now));
        }
    }

    private void onAlert(AlertSettings settings, Alert alert) {
        listener.onAlert(alert);
        outbox.send(settings.workspace(), recipients(settings), alert);
    }

    private List<AlertRecipient> recipients(AlertSettings settings) {
        List<AlertRecipient> recipients = new ArrayList<>();
        if (secrets != null) {
            for (URI uri : settings.webhooks()) {
                WebhookSigner signer = new WebhookSigner(secretOf(secrets, settings.workspace(), uri));
                recipients.add(new WebhookRecipient(uri, signer, https, clock));
            }
        }
        if (mailer != null) {
            for (String address : settings.emails()) {
                recipients.add(new MailRecipient(settings.workspace(), address, mailer));
            }
        }
        return recipients;
    }

    private static byte[] secretOf(WebhookSigner secrets, String workspace, URI uri) {
        return secrets.derive("alerts\n" + workspace + "\n" + uri);
    }

    /** Reads the settings that are to be read now. Called by one thread at a time. */
    void readSettings() {
        Instant now = clock.instant();
        Map<String, Long> due = new LinkedHashMap<>();
        synchronized (monitors) {
            boolean all = readAt.equals(Instant.MIN)
                    || Duration.between(readAt, now).abs().compareTo(REREAD) >= 0;
            readAt = all ? now : readAt;
            monitors.forEach((workspace, monitor) -> {
                if (all || !monitor.isRead()) {
                    due.put(workspace, monitor.saves());
                }
            });
        }
        List<String> workspaces = List.copyOf(due.keySet());
        for (int from = 0; from < workspaces.size(); from += MAX_READ) {
            read(workspaces.subList(from, Math.min(workspaces.size(), from + MAX_READ)), due);
        }
    }

    /** Reads settings; {@code saves} is how often those of each workspace had been saved before. */
    private void read(List<String> workspaces, Map<String, Long> saves) {
        @Nullable Map<String, AlertSettings> found;
        try {
            found = store.find(workspaces);
            failing = false;
        } catch (RuntimeException | Error e) { // it would cancel the timer
            if (!failing) {
                LOG.warn("The settings of alerts cannot be read; the last ones hold, or the standard", e);
            }
            failing = true;
            found = null;
        }
        synchronized (monitors) {
            for (String workspace : workspaces) {
                WorkspaceMonitor monitor = monitors.get(workspace);
                if (monitor != null && (found != null || !monitor.isRead())) {
                    AlertSettings settings = found == null ? null : found.get(workspace);
                    monitor.obeyRead(
                            settings == null ? AlertSettings.none(workspace) : settings,
                            saves.getOrDefault(workspace, 0L));
                }
            }
        }
    }

    /** Returns the rules that are offered, in the operator's order. */
    public Collection<AlertOffer> offers() {
        return List.copyOf(offers.values());
    }

    /** Returns whether workspaces may have webhooks. */
    public boolean offersWebhooks() {
        return secrets != null;
    }

    /** Returns whether workspaces may have alerts mailed. */
    public boolean offersMail() {
        return mailer != null;
    }

    /** Returns how many webhooks, and how many e-mail addresses, a workspace may have. */
    public int maxRecipients() {
        return maxRecipients;
    }

    /** Reads the settings of a workspace. Throws what the store throws. */
    public AlertSettings settings(String workspace) {
        return store.find(List.of(workspace)).getOrDefault(workspace, AlertSettings.none(workspace));
    }

    /**
     * Saves settings. They hold on this node at once, and on the others within {@link #REREAD}.
     *
     * @param actor who changes them, for the history
     * @return false if somebody else has saved settings in between; then nothing was changed
     * @throws IllegalArgumentException if something in them is new and not within the operator's bounds; the message is
     *     for people
     */
    public boolean save(String actor, AlertSettings changed) {
        AlertSettings before = settings(changed.workspace());
        requireWithinBounds(before, changed);
        if (!store.save(changed)) {
            return false;
        }
        AlertSettings saved = changed.saved();
        synchronized (monitors) {
            monitorOf(saved.workspace()).obeySaved(saved);
        }
        note(actor, before, saved);
        return true;
    }

    /** What was saved before may stay, although it is not offered any more: it has no effect. */
    private void requireWithinBounds(AlertSettings before, AlertSettings settings) {
        settings.rules().forEach((name, rule) -> {
            if (rule.equals(before.rules().get(name))) {
                return;
            }
            AlertOffer offer = offers.get(name);
            if (offer == null) {
                throw new IllegalArgumentException("The rule " + name + " is not offered");
            }
            if (rule.threshold() < offer.min() || rule.threshold() > offer.max()) {
                throw new IllegalArgumentException("The threshold of " + name + " is from " + offer.min() + " to "
                        + offer.max() + "; got " + rule.threshold());
            }
        });
        for (URI uri :
                added(offersWebhooks() ? maxRecipients : 0, before.webhooks(), settings.webhooks(), "webhooks")) {
            if (!https.mayBeAllowed(uri)) {
                throw new IllegalArgumentException("The webhook " + uri
                        + " is not allowed: its address must be on the public Internet, and its port "
                        + PublicHttps.STANDARD_PORT);
            }
        }
        for (String address :
                added(offersMail() ? maxRecipients : 0, before.emails(), settings.emails(), "e-mail addresses")) {
            if (mailer != null && !mailer.accepts(settings.workspace(), address)) {
                throw new IllegalArgumentException("Alerts are not mailed to " + address + "; choose another address");
            }
        }
    }

    /** Returns the recipients that are new, after checking that there is room for them. */
    private static <T> List<T> added(int max, List<T> before, List<T> recipients, String what) {
        List<T> added =
                recipients.stream().filter(each -> !before.contains(each)).toList();
        if (!added.isEmpty() && recipients.size() > max) {
            throw new IllegalArgumentException(
                    max == 0 ? "There are no " + what + " for alerts here" : "There are at most " + max + " " + what);
        }
        return added;
    }

    /** The change stands, whether or not it can be noted. */
    private void note(String actor, AlertSettings before, AlertSettings after) {
        List<FieldChange> changes = AlertChanges.between(offers.values(), before, after);
        if (audit == null || changes.isEmpty()) {
            return;
        }
        try {
            AuditEntry entry =
                    new AuditEntry(clock.instant(), actor, "updated", after.workspace(), null, null, changes);
            audit.append(List.of(entry), auditEntries);
        } catch (RuntimeException e) {
            LOG.warn("A change of alerts by {} is not in the history of {}", actor, after.workspace(), e);
        }
    }

    /**
     * Returns the secret with which messages to a webhook are signed, as the Standard Webhooks specification writes
     * it: {@code whsec_} and base64. For those who may change the settings only.
     *
     * @throws IllegalStateException if webhooks are not offered
     */
    public String webhookSecret(String workspace, URI webhook) {
        if (secrets == null) {
            throw new IllegalStateException("Webhooks are not offered");
        }
        return "whsec_" + Base64.getEncoder().encodeToString(secretOf(secrets, workspace, webhook));
    }

    /**
     * Sends an alert that says it is a test to all recipients of a workspace, each once, and waits up to 10 seconds for
     * the results.
     *
     * @return the results, in the order of the settings; empty if this node has sent a test to this workspace less than
     *     {@link #TEST_INTERVAL} ago. A workspace without recipients has no results
     */
    public Optional<List<AlertTestResult>> sendTest(String workspace) {
        List<AlertRecipient> recipients = recipients(settings(workspace));
        if (recipients.isEmpty()) {
            return Optional.of(List.of());
        }
        Instant now = clock.instant();
        synchronized (tests) {
            Instant last = tests.find(workspace);
            if (last != null && Duration.between(last, now).abs().compareTo(TEST_INTERVAL) < 0) {
                return Optional.empty();
            }
            tests.put(workspace, now);
        }
        Alert test = new Alert(
                TEST,
                AlertSeverity.INFO,
                Phase.OPENED,
                null,
                false,
                workspace,
                null,
                now,
                now,
                1,
                false,
                "This is a test. Nothing has happened, and nothing is to be done");
        return Optional.of(outbox.test(recipients, test));
    }

    /** Returns how many messages recipients have accepted; tests are not counted. */
    public long sent() {
        return outbox.sent();
    }

    /**
     * Returns how many messages were dropped: because a recipient did not accept them, too many were waiting, or this
     * was closed. Tests are not counted.
     */
    public long dropped() {
        return outbox.dropped();
    }

    /** Stops watching, allows two seconds to send what is ready, and drops and counts the rest. */
    @Override
    public void close() {
        timer.shutdownNow();
        outbox.close();
        https.close();
    }
}
