package io.keystile.conformance;

import io.keystile.testkit.ContractServer;

/** A servlet container, told to refuse as few paths as it can be told to, so that the adapter has to see to it. */
public interface ServletContainer {
    /** Returns what people call it, with the version it says it has, for example {@code Tomcat 11.0.27}. */
    String nameAndVersion();

    /** Starts it on a free port of the loopback; the base URL ends with the context path. */
    ContractServer start(Deployment deployment) throws Exception;
}
