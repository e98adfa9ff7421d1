package io.keystile.testkit;

/** A part of the contract. */
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
