package io.keystile.monitoring.leaks;

import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHasher;
import io.keystile.key.Verdict;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.KeyStatus;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks texts that were found in public, and acts on those that are keys of the application.
 *
 * <p>The secret is verified first. A public id with an invented secret revokes nothing, so an id from a log is not
 * enough to have a key revoked. The environment in the text is ignored, because anyone who has the secret can write the
 * right one. Reporting a text again changes nothing. Thread-safe.
 */
public final class LeakedKeys {
    private static final Logger LOG = LoggerFactory.getLogger(LeakedKeys.class);

    private final ApiKeys keys;
    private final ApiKeyFormat format;
    private final SecretHasher hasher;
    private final LeakPolicy policy;
    private final LeakListener listener;
    private final Pattern keyPattern;

    /**
     * Creates a handler for the keys of an application.
     *
     * @param keys finds and revokes the keys
     * @param format parses the keys
     * @param hasher verifies the keys; the same as the authenticator's, because a key that it cannot verify counts as
     *     {@link LeakVerdict#NOT_OURS}
     * @param policy what is done about a leaked key
     * @param listener is notified of each leaked key
     */
    public LeakedKeys(
            ApiKeys keys, ApiKeyFormat format, SecretHasher hasher, LeakPolicy policy, LeakListener listener) {
        this.keys = keys;
        this.format = format;
        this.hasher = hasher;
        this.policy = policy;
        this.listener = listener;
        this.keyPattern = Pattern.compile(format.regex());
    }

    /**
     * Handles a text that was found. Never throws because of the text, the store or the listener.
     *
     * @param text the text, which need not be a key
     * @param site where it was found
     */
    public LeakVerdict found(String text, LeakSite site) {
        PresentedKey key = format.parse(text);
        if (key == null) {
            return LeakVerdict.NOT_OURS;
        }
        LeakSite cleanSite = site.sanitized(keyPattern);
        try {
            Optional<ApiKeyRecord> record = keys.unrestricted().find(key.id());
            Verdict verdict = record.isEmpty()
                    ? Verdict.WRONG
                    : hasher.verify(key, record.get().hash());
            if (verdict == Verdict.WRONG) {
                return LeakVerdict.NOT_OURS;
            }
            if (verdict == Verdict.BUSY) {
                return postpone(key.id(), cleanSite);
            }
            notifyListener(new LeakEvent(key.id(), cleanSite, act(record.get(), cleanSite.finder())));
            return LeakVerdict.OURS;
        } catch (RuntimeException e) { // even a bug in the store must not lose a revocation
            LOG.warn("Key {}, found by {}, could not be handled", key.id(), cleanSite.finder(), e);
            return postpone(key.id(), cleanSite);
        }
    }

    private LeakVerdict postpone(KeyId id, LeakSite site) {
        notifyListener(new LeakEvent(id, site, LeakAction.POSTPONED));
        return LeakVerdict.CANNOT_TELL;
    }

    private LeakAction act(ApiKeyRecord record, String finder) {
        if (record.status() == KeyStatus.REVOKED) {
            return LeakAction.ALREADY_REVOKED;
        }
        if (policy == LeakPolicy.ALERT_ONLY) {
            return LeakAction.LEFT_ALONE;
        }
        revoke(record.id(), finder);
        return LeakAction.REVOKED;
    }

    private void revoke(KeyId id, String finder) {
        keys.revoke(Actor.system(finder), id, "found in public by " + finder);
    }

    private void notifyListener(LeakEvent event) {
        try {
            listener.onLeak(event);
        } catch (RuntimeException e) {
            LOG.warn("The leak listener failed on {}", event, e);
        }
    }
}
