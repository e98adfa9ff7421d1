package io.keystile.benchmarks.allowlist;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.net.util.SubnetUtils;
import org.apache.commons.net.util.SubnetUtils6;

/** A list of subnets for each family. Each subnet parses the text again, because the API accepts no parsed address. */
final class CommonsNetContender implements Contender {
    private final List<SubnetUtils.SubnetInfo> ipv4 = new ArrayList<>();
    private final List<SubnetUtils6.SubnetInfo> ipv6 = new ArrayList<>();

    CommonsNetContender(List<String> blocks) {
        for (String block : blocks) {
            if (block.indexOf(':') >= 0) {
                ipv6.add(new SubnetUtils6(block).getInfo());
            } else {
                SubnetUtils subnet = new SubnetUtils(block);
                subnet.setInclusiveHostCount(true); // otherwise the first and the last address are excluded
                ipv4.add(subnet.getInfo());
            }
        }
    }

    @Override
    public boolean allows(String address) {
        if (address.indexOf(':') >= 0) {
            for (SubnetUtils6.SubnetInfo subnet : ipv6) {
                if (subnet.isInRange(address)) {
                    return true;
                }
            }
            return false;
        }
        for (SubnetUtils.SubnetInfo subnet : ipv4) {
            if (subnet.isInRange(address)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean allows(byte[] address) {
        if (address.length == 16) {
            for (SubnetUtils6.SubnetInfo subnet : ipv6) {
                if (subnet.isInRange(address)) {
                    return true;
                }
            }
            return false;
        }
        int bits = ByteBuffer.wrap(address).getInt();
        for (SubnetUtils.SubnetInfo subnet : ipv4) {
            if (subnet.isInRange(bits)) {
                return true;
            }
        }
        return false;
    }
}
