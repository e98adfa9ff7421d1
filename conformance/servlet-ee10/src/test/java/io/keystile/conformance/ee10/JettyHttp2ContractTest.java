package io.keystile.conformance.ee10;

import io.keystile.conformance.Connection;
import io.keystile.conformance.Deployment;
import io.keystile.conformance.Http2Client;
import io.keystile.conformance.JettyEe10Container;
import io.keystile.conformance.JettyServers;
import io.keystile.conformance.ServletContainer;
import io.keystile.conformance.ServletContract;
import io.keystile.testkit.ContractClient;
import io.keystile.testkit.ContractServer;
import java.net.URI;

/** The servlet contract over HTTP/2. Tests that need raw HTTP/1.1 are skipped. */
class JettyHttp2ContractTest extends ServletContract {
    JettyHttp2ContractTest() {
        super(new Http2Jetty());
    }

    @Override
    protected String protocol() {
        return "HTTP/2";
    }

    @Override
    protected ContractClient connect(URI base) {
        return new Http2Client(base);
    }

    private static final class Http2Jetty implements ServletContainer {
        private final JettyEe10Container http1 = new JettyEe10Container();

        @Override
        public String nameAndVersion() {
            return http1.nameAndVersion();
        }

        @Override
        public ContractServer start(Deployment deployment) throws Exception {
            return deployment.connection() == Connection.CLEAR
                    ? JettyServers.startHttp2(JettyEe10Container.handler(deployment), deployment)
                    : http1.start(deployment);
        }
    }
}
