package io.keystile.testkit;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.adapter.HttpHeader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The resources that a server under test serves, protected by the adapter with {@link #authenticator}. Paths are
 * relative to the server's base URL. Bodies are {@code text/plain}. HEAD returns what GET returns, without the body.
 *
 * <table>
 *   <caption>The resources</caption>
 *   <tr><th>resource</th><th>requires</th><th>returns</th></tr>
 *   <tr><td>GET /public, GET /public/{name}</td><td>no key: it is public</td><td>{@link #publicPage}</td></tr>
 *   <tr><td>GET /whoami</td><td>a valid key</td><td>{@link #whoAmI}</td></tr>
 *   <tr><td>GET /meeting</td><td>a valid key</td><td>calls {@link #meet} first, then reads the caller and returns
 *   {@link #whoAmI}</td></tr>
 *   <tr><td>GET /flows/{id}</td><td>{@code flows:read}</td><td>{@link #resource}</td></tr>
 *   <tr><td>POST /flows/{id}/execute</td><td>{@code flows:execute}</td><td>{@link #execute}, with the request body
 *   </td></tr>
 *   <tr><td>GET /dear</td><td>a valid key, at a cost of 2</td><td>{@link #resource}</td></tr>
 *   <tr><td>GET /free</td><td>a valid key, at a cost of 0</td><td>{@link #resource}</td></tr>
 *   <tr><td>GET /cached</td><td>a valid key</td><td>{@link #resource}, with its own
 *   {@code Cache-Control: max-age=60}</td></tr>
 *   <tr><td>GET /fails</td><td>a valid key</td><td>no response: it throws {@link #failure}</td></tr>
 *   <tr><td>GET /streams</td><td>a valid key</td><td>what {@link #streamTo} writes</td></tr>
 *   <tr><td>GET /later</td><td>a valid key</td><td>{@link #resource}, called and written on a different thread from the
 *   one that received the request</td></tr>
 *   <tr><td>GET /admin/{name}</td><td>{@code admin:all}</td><td>{@link #adminResource}</td></tr>
 *   <tr><td>GET /either</td><td>no key; if one is sent, {@code flows:read}</td><td>{@link #either}</td></tr>
 *   <tr><td>anything else</td><td>a valid key</td><td>404</td></tr>
 * </table>
 *
 * <p>Before the adapter can respond, the server adds {@link #earlierFields} to each response, as a filter for CORS
 * would.
 *
 * <p>Each protected resource calls its method here exactly once per run. The contract counts those calls, so it knows
 * which resources ran, whatever the response was. Thread-safe.
 */
public final class ContractApplication {
    static final List<HttpHeader> EARLIER_FIELDS = List.of(
            new HttpHeader("Vary", "Origin"),
            new HttpHeader("vary", "Accept-Language"),
            new HttpHeader("Vary", "Accept-Encoding"),
            new HttpHeader("Access-Control-Expose-Headers", "RateLimit"));
    static final String PUBLIC_PAGE = "public page";
    static final String NOBODY = "no key";
    static final String RESOURCE = "protected resource";
    static final int STREAMED_PARTS = 64;
    static final String STREAMED_PART = "streamed ".repeat(512);

    private final ApiKeyAuthenticator authenticator;
    private final CyclicBarrier meeting = new CyclicBarrier(2);
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger adminRuns = new AtomicInteger();

    ContractApplication(ApiKeyAuthenticator authenticator) {
        this.authenticator = authenticator;
    }

    /** Returns the authenticator that the adapter uses. The contract closes it. */
    public ApiKeyAuthenticator authenticator() {
        return authenticator;
    }

    /** Returns the field lines, each with a name and a value, that the server adds to each response. */
    public List<HttpHeader> earlierFields() {
        return EARLIER_FIELDS;
    }

    /** Returns the body of the public pages. */
    public String publicPage() {
        return PUBLIC_PAGE;
    }

    /** Returns the body of {@code /flows/{id}}, {@code /dear}, {@code /free}, {@code /cached} and {@code /later}. */
    public String resource() {
        runs.incrementAndGet();
        return RESOURCE;
    }

    /**
     * Returns the body of {@code /whoami}.
     *
     * @param user the name of the user principal, as the adapted API returns it
     * @param scheme the authentication scheme, as the adapted API returns it
     * @param mayReadFlows whether the adapted API reports that the user is in the role {@code flows:read}
     */
    public String whoAmI(String user, String scheme, boolean mayReadFlows) {
        runs.incrementAndGet();
        return user + " " + scheme + " " + mayReadFlows;
    }

    /**
     * Blocks until a second request to {@code /meeting} has called this method, for at most 10 seconds.
     *
     * @throws IllegalStateException if no second request has, or if the thread is interrupted
     */
    public void meet() {
        try {
            meeting.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("No second request arrived at /meeting", e);
        }
    }

    /** Returns the body of {@code /flows/{id}/execute}. */
    public String execute(String body) {
        runs.incrementAndGet();
        return "executed " + body;
    }

    /** Returns the body of {@code /admin/{name}}. */
    public String adminResource() {
        adminRuns.incrementAndGet();
        return resource();
    }

    /**
     * Returns the body of {@code /either}.
     *
     * @param user the name of the user principal, as the adapted API returns it; null if there is none
     */
    public String either(@Nullable String user) {
        runs.incrementAndGet();
        return user == null ? NOBODY : user;
    }

    /** Returns the unchecked exception that {@code /fails} throws. */
    public RuntimeException failure() {
        runs.incrementAndGet();
        return new IllegalStateException("This resource always fails");
    }

    /** Writes the body of {@code /streams}, about 300 KB in 64 parts, and flushes after each part. */
    public void streamTo(OutputStream out) throws IOException {
        runs.incrementAndGet();
        byte[] part = STREAMED_PART.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < STREAMED_PARTS; i++) {
            out.write(part);
            out.flush();
        }
    }

    /** Returns how many times protected resources have run. */
    public int runs() {
        return runs.get();
    }

    int adminRuns() {
        return adminRuns.get();
    }
}
