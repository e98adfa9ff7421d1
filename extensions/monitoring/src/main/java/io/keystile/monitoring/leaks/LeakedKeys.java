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
 * Decides what a text that was found in public is, and acts on it if it is a key.
 *
 * <p>The secret is verified first. A public id with a made-up secret revokes nothing, so nobody can have a key revoked
 * whose id they have seen in a log. The environment that the text names does not matter: whoever has the secret can write
 * the right one. Reporting a text again changes nothing. Thread-safe.
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
     * Creates one for the keys of an application.
     *
     * @param keys where they are found and revoked
     * @param format how they are written
     * @param hasher the authenticator's; a key that it cannot verify counts as not ours
     * @param policy what is done about a key
     * @param listener who is told of it
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
     * Deals with one text that was found. It never throws because of the text, the store or the listener.
     *
     * @param text what was found; any text
     * @param site where
     */
    public LeakVerdict found(String text, LeakSite site) {
        PresentedKey key = format.parse(text);
        if (key == null) {
            return LeakVerdict.NOT_OURS;
        }
        LeakSite cleanSite = site.without(keyPattern);
        try {
            Optional<ApiKeyRecord> record = keys.unrestricted().find(key.id());
            Verdict verdict = record.isEmpty()
                    ? Verdict.WRONG
                    : hasher.verify(key, record.get().hash());
            if (verdict == Verdict.WRONG) {
                return LeakVerdict.NOT_OURS;
            }
            if (verdict == Verdict.BUSY) {
                return postponed(key.id(), cleanSite);
            }
            tell(new LeakEvent(key.id(), cleanSite, act(record.get(), cleanSite.finder())));
            return LeakVerdict.OURS;
        } catch (RuntimeException e) { // also a store's own mistake must not lose a revocation
            LOG.warn("Key {}, found by {}, could not be dealt with", key.id(), cleanSite.finder(), e);
            return postponed(key.id(), cleanSite);
        }
    }

    private LeakVerdict postponed(KeyId id, LeakSite site) {
        tell(new LeakEvent(id, site, LeakAction.POSTPONED));
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

    private void tell(LeakEvent event) {
        try {
            listener.onLeak(event);
        } catch (RuntimeException e) {
            LOG.warn("The listener failed on {}", event, e);
        }
    }
}
