package io.keystile.testkit;

import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The contract of every adapter over HTTP: the response for each outcome, and that a protected resource runs only for a
 * key that may call it. An adapter's test extends this class and starts a server:
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
 * <p>The contract starts four servers, each on first use and with its own authenticator, and stops them at the end.
 * The servers must listen on the loopback in clear text. A container that rejects a request before it calls the
 * application may respond with a 4xx or 501, or close the connection. A nested class of a subclass hides a nested class
 * of the same name here, whose tests then do not run, so choose a different name.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
public abstract class HttpContract {
    private ContractSites servers;

    /** Creates the contract. */
    protected HttpContract() {}

    /** Starts a server that serves {@code application} as {@link ContractApplication} specifies. */
    protected abstract ContractServer start(ContractApplication application) throws Exception;

    /** Returns the client for the server at {@code base}; a {@link WireClient} unless overridden. */
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
    class Credentials extends CredentialsChapter {
        Credentials() {
            super(servers);
        }
    }

    @Nested
    class OtherCredentials extends OtherCredentialsChapter {
        OtherCredentials() {
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
    class DeniedKeys extends DeniedKeysChapter {
        DeniedKeys() {
            super(servers);
        }
    }

    @Nested
    class StoreLookUps extends StoreLookUpsChapter {
        StoreLookUps() {
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
