package io.keystile.monitoring.leaks;

import io.keystile.monitoring.leaks.GitHubAnswer.Outcome;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the messages that GitHub sends to the partners of its secret scanning when it finds their keys in public.
 *
 * <p>The signature is verified over the bytes as they came, before anything is parsed; what is not signed is refused and
 * does nothing. A message that comes again changes nothing and gets the same answer. Tokens are labelled by their hash,
 * never by themselves. Thread-safe.
 */
public final class GitHubSecretScanning {
    /** The longest message that is looked at, in bytes. */
    public static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

    /** The most tokens that a message may have. */
    public static final int MAX_TOKENS = 10_000;

    /** The header with the name of the key that has signed. */
    public static final String IDENTIFIER_HEADER = "Github-Public-Key-Identifier";

    /** The header with the signature, in base64. */
    public static final String SIGNATURE_HEADER = "Github-Public-Key-Signature";

    private static final Logger LOG = LoggerFactory.getLogger(GitHubSecretScanning.class);
    private static final String FINDER = "github-secret-scanning";

    private final Supplier<@Nullable GitHubKeys> gitHubKeys;
    private final LeakedKeys leakedKeys;

    /**
     * Creates one.
     *
     * @param gitHubKeys GitHub's keys of now. It is asked for each message, also for a forged one, so it answers from
     *     memory; if it throws, or there are none yet (null), the message is to come again
     * @param leakedKeys what decides on each token
     */
    public GitHubSecretScanning(Supplier<@Nullable GitHubKeys> gitHubKeys, LeakedKeys leakedKeys) {
        this.gitHubKeys = gitHubKeys;
        this.leakedKeys = leakedKeys;
    }

    /**
     * Handles a message. It never throws because of what it is given, of the store, or of a listener.
     *
     * @param identifier the value of {@link #IDENTIFIER_HEADER}; null if there is none
     * @param signature the value of {@link #SIGNATURE_HEADER}; null if there is none
     * @param body the body, byte for byte as it came; the caller reads at most {@link #MAX_BODY_BYTES} and one more
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
            return signedButRefused(Outcome.NOT_UNDERSTOOD);
        }
        return hits.size() > MAX_TOKENS ? signedButRefused(Outcome.TOO_LARGE) : handle(hits);
    }

    private @Nullable Outcome checkSignature(@Nullable String identifier, @Nullable String signature, byte[] body) {
        if (identifier == null || signature == null) {
            return Outcome.NOT_SIGNED;
        }
        try {
            GitHubKeys keys = gitHubKeys.get();
            if (keys == null) {
                LOG.warn("A message of GitHub's secret scanning came before GitHub's keys were there");
                return Outcome.TRY_AGAIN;
            }
            return keys.haveSigned(identifier, signature, body) ? null : Outcome.NOT_SIGNED;
        } catch (RuntimeException e) { // the application could not fetch the keys: nobody knows who signed
            LOG.warn("A message of GitHub's secret scanning could not be verified", e);
            return Outcome.TRY_AGAIN;
        }
    }

    /** Goes through all tokens, since one that the store cannot answer for must not hold up the others. */
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

    /** Somebody should look at this: GitHub has found keys, and they were not revoked. */
    private static GitHubAnswer signedButRefused(Outcome problem) {
        LOG.warn("A signed message of GitHub's secret scanning was refused: {}", problem);
        return GitHubAnswer.of(problem);
    }
}
