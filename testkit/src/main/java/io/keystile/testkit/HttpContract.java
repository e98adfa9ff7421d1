package io.keystile.testkit;

import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What an adapter sends over HTTP, for every outcome, and that nothing protected runs without its key. Extend it, start a
 * server, and all of it is tested:
 *
 * <pre>{@code
 * class MyAdapterTest extends HttpContract {
 *     @Override
 *     protected ContractServer start(ContractApplication application) {
 *         MyServer server = MyServer.serving(application);
 *         return new ContractServer(URI.create("http://127.0.0.1:" + server.port()), server);
 *     }
 * }
 * }</pre>
 *
 * <p>Three servers are started, when they are first needed, with authenticators of their own, and stopped in the end. They
 * listen on the loopback, in clear text. What a container refuses by itself, before it asks any application, it may refuse
 * as it likes, with a 4xx, with 501, or by closing the connection. A nested class of a subclass that has the name of one of
 * these would take its place: give it another.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
public abstract class HttpContract {
    private ContractSites servers;

    /** For subclasses. */
    protected HttpContract() {}

    /** Starts a server that serves the application, as {@link ContractApplication} specifies it. */
    protected abstract ContractServer start(ContractApplication application) throws Exception;

    /** Returns what sends the requests to a server; {@link WireClient} unless overridden. */
    protected ContractClient connect(URI base) {
        return new WireClient(base);
    }

    @BeforeAll
    void open() {
        servers = new ContractSites(application -> {
            ContractServer server = start(application);
            return new ContractSite(application, server, connect(server.base()));
        });
    }

    @AfterAll
    void stopAll() throws Exception {
        servers.stopAll();
    }

    @Nested
    class WhereAKeyIsRead extends WhereAKeyIsReadChapter {
        WhereAKeyIsRead() {
            super(servers);
        }
    }

    @Nested
    class Outcomes extends OutcomesChapter {
        Outcomes() {
            super(servers);
        }
    }

    @Nested
    class RefusedKeys extends RefusedKeysChapter {
        RefusedKeys() {
            super(servers);
        }
    }

    @Nested
    class LookUps extends LookUpsChapter {
        LookUps() {
            super(servers);
        }
    }

    @Nested
    class Limits extends LimitsChapter {
        Limits() {
            super(servers);
        }
    }

    @Nested
    class Resources extends ResourcesChapter {
        Resources() {
            super(servers);
        }
    }

    @Nested
    class Caching extends CachingChapter {
        Caching() {
            super(servers);
        }
    }

    @Nested
    class Methods extends MethodsChapter {
        Methods() {
            super(servers);
        }
    }

    @Nested
    class Connections extends ConnectionsChapter {
        Connections() {
            super(servers);
        }
    }

    @Nested
    class ClientAddresses extends ClientAddressChapter {
        ClientAddresses() {
            super(servers);
        }
    }

    @Nested
    class Encryption extends EncryptionChapter {
        Encryption() {
            super(servers);
        }
    }

    @Nested
    class PathTricks extends PathTricksChapter {
        PathTricks() {
            super(servers);
        }
    }
}
