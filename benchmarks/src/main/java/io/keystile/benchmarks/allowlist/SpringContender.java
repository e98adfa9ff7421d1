package io.keystile.benchmarks.allowlist;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/** A list of matchers. They accept text only, so the JDK formats bytes as text first. */
final class SpringContender implements Contender {
    private final List<IpAddressMatcher> matchers;

    SpringContender(List<String> blocks) {
        matchers = blocks.stream().map(IpAddressMatcher::new).toList();
    }

    @Override
    public boolean allows(String address) {
        for (IpAddressMatcher matcher : matchers) {
            if (matcher.matches(address)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean allows(byte[] address) {
        try {
            return allows(InetAddress.getByAddress(address).getHostAddress());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
