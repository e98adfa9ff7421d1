package io.keystile.spring.boot;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.core.env.Environment;

/**
 * Refuses a server that replaces the client's address and scheme by those in forwarding headers: Keystile would see no
 * proxy, and deny every call that came through one.
 */
final class ForwardedHeadersCheck implements InitializingBean {
    private static final String PROPERTY = "server.forward-headers-strategy";

    private final Environment environment;

    ForwardedHeadersCheck(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void afterPropertiesSet() {
        String strategy = environment.getProperty(PROPERTY);
        CloudPlatform platform = CloudPlatform.getActive(environment);
        if (strategy == null && platform != null && platform.isUsingForwardHeaders()) {
            throw wrong("is missing, which means native on " + platform);
        }
        if (strategy != null && !strategy.equalsIgnoreCase("none")) {
            throw wrong("is " + strategy);
        }
    }

    private static WrongPropertyException wrong(String reason) {
        return new WrongPropertyException(
                PROPERTY,
                reason + ", so the server takes addresses from headers that any client can send, and calls through"
                        + " a proxy would be denied as unencrypted",
                "Write " + PROPERTY + "=none, and name your proxies to Keystile: keystile.trusted-proxies=10.0.0.0/8"
                        + " and keystile.forwarding-header=X-Forwarded-For.");
    }
}
