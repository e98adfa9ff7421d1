package io.keystile.spring.boot;

import io.keystile.store.ApiKeyStore;

/** Wraps the store before {@link io.keystile.Keystile} uses it, for example to time its calls. */
@FunctionalInterface
interface StoreDecorator {
    ApiKeyStore decorate(ApiKeyStore store);
}
