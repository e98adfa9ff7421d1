package io.keystile.conformance;

import io.keystile.testkit.ContractServer;

/** A servlet container, configured to reject as few paths as possible, so that the adapter has to reject them. */
public interface ServletContainer {
    /** Returns the common name of the container and the version it reports, for example {@code Tomcat 11.0.27}. */
    String nameAndVersion();

    /** Starts the container on a free port of the loopback. The returned base URL ends with the context path. */
    ContractServer start(Deployment deployment) throws Exception;
}
