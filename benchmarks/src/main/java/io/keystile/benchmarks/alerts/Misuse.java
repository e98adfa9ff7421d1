package io.keystile.benchmarks.alerts;

import io.keystile.monitoring.alerts.rules.DeniedKey;
import io.keystile.monitoring.alerts.rules.DeniedOverall;
import io.keystile.monitoring.alerts.rules.DormantKey;
import io.keystile.monitoring.alerts.rules.EndedKeyUse;
import io.keystile.monitoring.alerts.rules.LeakedKeyUse;
import io.keystile.monitoring.alerts.rules.ManyNetworks;
import io.keystile.monitoring.alerts.rules.NewNetwork;
import io.keystile.monitoring.alerts.rules.PlaintextKey;
import io.keystile.monitoring.alerts.rules.RateAboveBaseline;
import io.keystile.monitoring.alerts.rules.UnknownIds;
import io.keystile.monitoring.alerts.rules.WrongSecrets;

/** The kinds of misuse, each with the name of the rule that should detect it. */
enum Misuse {
    /** 5 to 20 times the expected calls, but at least 150 an hour, for 1 to 6 hours. */
    MANY_CALLS(RateAboveBaseline.NAME),
    /** 3 to 30 calls from a new network within three hours, by a key that does not roam. */
    NEW_NETWORK(NewNetwork.NAME),
    /** Calls from 8 to 40 networks within 20 to 60 minutes. */
    MANY_NETWORKS(ManyNetworks.NAME),
    /** 1 to 20 calls by a key that was last used 40 to 200 days ago. */
    DORMANT_KEY(DormantKey.NAME),
    /** 1 to 50 calls by a key that is revoked or has expired. */
    ENDED_KEY(EndedKeyUse.NAME),
    /** 12 to 300 wrong secrets within 2 to 20 minutes, from a few networks. */
    GUESSED_SECRETS(WrongSecrets.NAME),
    /** 25 to 500 made-up ids from one network within 5 to 90 minutes. */
    MADE_UP_IDS(UnknownIds.NAME),
    /** 30 to 300 calls of one key without the required permission within 10 to 60 minutes. */
    PROBED_PERMISSIONS(DeniedKey.NAME),
    /** 2,000 to 8,000 malformed keys from random addresses within 10 to 50 minutes. */
    BOTNET(DeniedOverall.NAME),
    /** 1 to 20 calls in clear text. */
    PLAINTEXT_KEY(PlaintextKey.NAME),
    /** 1 to 20 calls within two hours by a key that was found in public and stays active. */
    LEAKED_KEY(LeakedKeyUse.NAME);

    private final String rule;

    Misuse(String rule) {
        this.rule = rule;
    }

    String rule() {
        return rule;
    }
}
