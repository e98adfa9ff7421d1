package io.keystile.monitoring.leaks;

import io.keystile.monitoring.leaks.GitHubAnswer.Outcome;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the messages that GitHub's secret scanning sends to its partners when it finds their keys in public.
 *
 * <p>The signature is verified over the received bytes before anything is parsed. A message without a valid signature
 * is rejected and changes nothing. A repeated message changes nothing and gets the same response. The response contains
 * the hashes of the tokens, never the tokens. Thread-safe.
 */
public final class GitHubSecretScanning {
    /** The maximum length of a message, in bytes. */
    public static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

    /** The maximum number of tokens in a message. */
    public static final int MAX_TOKENS = 10_000;

    /** The name of the header with the identifier of the key that signed the message. */
    public static final String IDENTIFIER_HEADER = "Github-Public-Key-Identifier";

    /** The name of the header with the signature, in base64. */
    public static final String SIGNATURE_HEADER = "Github-Public-Key-Signature";

    private static final Logger LOG = LoggerFactory.getLogger(GitHubSecretScanning.class);
    private static final String FINDER = "github-secret-scanning";

    private final Supplier<@Nullable GitHubKeys> gitHubKeys;
    private final LeakedKeys leakedKeys;

    /**
     * Creates a handler.
     *
     * @param gitHubKeys returns GitHub's current public keys. It is called for each message that has a signature, valid
     *     or not, so it should answer from memory. If it returns null, because there are no keys yet, or throws, the
     *     outcome is {@link Outcome#TRY_AGAIN}
     * @param leakedKeys handles each token
     */
    public GitHubSecretScanning(Supplier<@Nullable GitHubKeys> gitHubKeys, LeakedKeys leakedKeys) {
        this.gitHubKeys = gitHubKeys;
        this.leakedKeys = leakedKeys;
    }

    /**
     * Handles a message. Never throws because of the arguments, the store or a listener.
     *
     * @param identifier the value of {@link #IDENTIFIER_HEADER}; null if there is none
     * @param signature the value of {@link #SIGNATURE_HEADER}; null if there is none
     * @param body the body, byte for byte as received; reading one byte more than {@link #MAX_BODY_BYTES} is enough
     */
    public GitHubAnswer handle(@Nullable String identifier, @Nullable String signature, byte[] body) {
        if (body.length > MAX_BODY_BYTES) {
            return GitHubAnswer.of(Outcome.TOO_LARGE);
        }
        Outcome problem = checkSignature(identifier, signature, body);
        if (problem != null) {
            return GitHubAnswer.of(problem);
        }
        List<GitHubMessage.Hit> hits = GitHubMessage.read(body, FINDER);
        if (hits == null) {
            return rejectSigned(Outcome.NOT_UNDERSTOOD);
        }
        return hits.size() > MAX_TOKENS ? rejectSigned(Outcome.TOO_LARGE) : handle(hits);
    }

    private @Nullable Outcome checkSignature(@Nullable String identifier, @Nullable String signature, byte[] body) {
        if (identifier == null || signature == null) {
            return Outcome.NOT_SIGNED;
        }
        try {
            GitHubKeys keys = gitHubKeys.get();
            if (keys == null) {
                LOG.warn("A message of GitHub's secret scanning cannot be verified: GitHub's keys are missing");
                return Outcome.TRY_AGAIN;
            }
            return keys.verify(identifier, signature, body) ? null : Outcome.NOT_SIGNED;
        } catch (RuntimeException e) { // the application could not fetch the keys, so the signature is unverified
            LOG.warn("A message of GitHub's secret scanning could not be verified", e);
            return Outcome.TRY_AGAIN;
        }
    }

    /** Handles all tokens: a failure of the store for one must not delay the others. */
    private GitHubAnswer handle(List<GitHubMessage.Hit> hits) {
        GitHubMessage.Labels labels = new GitHubMessage.Labels();
        boolean complete = true;
        for (GitHubMessage.Hit hit : hits) {
            LeakVerdict verdict = leakedKeys.found(hit.token(), hit.site());
            complete &= verdict != LeakVerdict.CANNOT_TELL;
            labels.add(hit, verdict == LeakVerdict.OURS);
        }
        return complete ? GitHubAnswer.handled(labels.json()) : GitHubAnswer.of(Outcome.TRY_AGAIN);
    }

    /** Rejects a signed message with a warning, because GitHub may have found keys that are now not revoked. */
    private static GitHubAnswer rejectSigned(Outcome problem) {
        LOG.warn("A signed message of GitHub's secret scanning was rejected: {}", problem);
        return GitHubAnswer.of(problem);
    }
}
