package io.keystile.benchmarks.allowlist;

import java.util.List;

/** The compared allowlists, named as on the command line. */
public enum Implementation {
    /** The library's {@code IpAllowlist}. */
    keystile,
    /** The tries of the IPAddress library by Sean C Foley. */
    ipaddress,
    /** A list of Spring Security's {@code IpAddressMatcher}s, tried in turn. They accept text only. */
    spring,
    /** A list of Apache Commons Net's {@code SubnetUtils} and {@code SubnetUtils6}, tried in turn. */
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
