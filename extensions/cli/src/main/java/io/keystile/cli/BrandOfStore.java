package io.keystile.cli;

import io.keystile.key.ApiKeyFormat;
import io.keystile.key.SecretHasher;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.KeyQuery;
import io.keystile.store.StoreFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares brand and peppers of a command with those that the store knows, so that no key is issued with others. */
final class BrandOfStore {
    static final String BRAND_OF_NEW_STORES = "pk";

    private BrandOfStore() {}

    /**
     * Returns the format of the given brand, of the one that the store knows, or, in a store without keys, of the
     * default.
     *
     * @return null if the brand is not given, and a store with keys does not know it
     * @throws CliException if the store knows another brand, or another pepper of the same version
     */
    static @Nullable ApiKeyFormat check(ApiKeyStore store, @Nullable ApiKeyFormat given, SecretHasher hasher) {
        StoreFacts facts = store.facts().orElse(null);
        if (facts == null) {
            return given != null || hasKeys(store) ? given : ApiKeyFormat.ofBrand(BRAND_OF_NEW_STORES);
        }
        if (given != null && !given.brand().equals(facts.brand())) {
            throw CliException.wrongUse("The keys in this store have the brand \"" + facts.brand() + "\", but \""
                    + given.brand() + "\" is given; leave out --brand and KEYSTILE_BRAND, or name the store of the \""
                    + given.brand() + "\" keys");
        }
        ApiKeyFormat format = ApiKeyFormat.ofBrand(facts.brand());
        asWrongUse(() -> StoreFacts.check(store, List.of(format), hasher));
        return format;
    }

    private static boolean hasKeys(ApiKeyStore store) {
        return !store.list(KeyQuery.ofAll().withLimit(1)).isEmpty();
    }

    /**
     * Requires what a new key needs: the brand and the peppers of the others.
     *
     * @throws CliException if the store knows others, or a pepper is missing
     */
    static void requireToIssue(ApiKeyStore store, ApiKeyFormat format, SecretHasher hasher) {
        requirePeppers(store, hasher);
        if (store.facts().isPresent()) {
            record(store, format, hasher);
        }
    }

    /**
     * Records brand and peppers in the store.
     *
     * @throws CliException if the store knows others
     */
    static void record(ApiKeyStore store, ApiKeyFormat format, SecretHasher hasher) {
        asWrongUse(() -> StoreFacts.record(store, List.of(format), hasher, null));
    }

    /**
     * Requires all peppers of the store's keys that are not revoked.
     *
     * @throws CliException if one is missing
     */
    static void requirePeppers(ApiKeyStore store, SecretHasher hasher) {
        store.hashSchemes().stream()
                .filter(scheme -> scheme.startsWith("hmac-sha256") && !hasher.canVerify(scheme))
                .findFirst()
                .ifPresent(scheme -> {
                    throw CliException.wrongUse("Keys in this store are hashed with a pepper that is not given ("
                            + scheme + "); give it with KEYSTILE_PEPPERS or --pepper-file");
                });
    }

    private static void asWrongUse(Runnable check) {
        try {
            check.run();
        } catch (IllegalStateException e) {
            throw CliException.wrongUse(String.valueOf(e.getMessage()));
        }
    }
}
