package io.keystile.benchmarks.allowlist;

import io.keystile.net.IpAddress;
import io.keystile.net.IpAllowlist;
import java.util.List;

/** This library. */
final class KeystileContender implements Contender {
    private final IpAllowlist allowlist;

    KeystileContender(List<String> blocks) {
        allowlist = IpAllowlist.of(blocks.toArray(String[]::new));
    }

    @Override
    public boolean allows(String address) {
        return allowlist.contains(IpAddress.tryParse(address));
    }

    @Override
    public boolean allows(byte[] address) {
        return allowlist.contains(IpAddress.ofBytes(address));
    }
}
