package io.keystile.testkit;

/** A group of contract tests. All chapters of one run share its servers and keys. */
abstract class Chapter {
    static final String WHO_AM_I = "/whoami";

    final ContractSites sites;
    final TestKeys keys;

    Chapter(ContractSites sites) {
        this.sites = sites;
        this.keys = sites.keys();
    }

    ContractSite direct() {
        return sites.direct();
    }

    Answer get(String path, String... headerLines) {
        return direct().get(path, headerLines);
    }

    Answer send(String method, String path, String... headerLines) {
        return direct().send(method, path, headerLines);
    }
}
