package io.keystile.benchmarks.allowlist;

import java.util.List;

/** The rivals, named as on the command line. */
public enum Implementation {
    /** The library's {@code IpAllowlist}. */
    keystile,
    /** The tries of the IPAddress library by Sean C Foley. */
    ipaddress,
    /** A list of Spring Security's {@code IpAddressMatcher}, one after the other. It takes text alone. */
    spring,
    /** A list of {@code SubnetUtils} and {@code SubnetUtils6} of Apache Commons Net, one after the other. */
    commonsNet;

    Contender of(List<String> blocks) {
        return switch (this) {
            case keystile -> new KeystileContender(blocks);
            case ipaddress -> new TrieContender(blocks);
            case spring -> new SpringContender(blocks);
            case commonsNet -> new CommonsNetContender(blocks);
        };
    }
}
