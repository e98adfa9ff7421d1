package io.keystile.testkit;

import io.keystile.ApiKeyAuthenticator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a server under contract serves, behind the adapter and with {@link #authenticator}. Paths are relative to its base
 * URL, texts are {@code text/plain}; HEAD is answered like GET, without the body.
 *
 * <table>
 *   <caption>The resources</caption>
 *   <tr><th>resource</th><th>asks for</th><th>answers</th></tr>
 *   <tr><td>GET /public, GET /public/{name}</td><td>nothing: open to everybody</td><td>{@link #publicPage}</td></tr>
 *   <tr><td>GET /whoami</td><td>a valid key</td><td>{@link #whoAmI}</td></tr>
 *   <tr><td>GET /meeting</td><td>a valid key</td><td>first calls {@link #meet}, and only then looks who is calling, and
 *   answers {@link #whoAmI}</td></tr>
 *   <tr><td>GET /flows/{id}</td><td>{@code flows:read}</td><td>{@link #resource}</td></tr>
 *   <tr><td>POST /flows/{id}/execute</td><td>{@code flows:execute}</td><td>{@link #execute}, with the body it has read
 *   </td></tr>
 *   <tr><td>GET /dear</td><td>a valid key, at a cost of 2</td><td>{@link #resource}</td></tr>
 *   <tr><td>GET /cached</td><td>a valid key</td><td>{@link #resource}, with {@code Cache-Control: max-age=60} of its own
 *   </td></tr>
 *   <tr><td>GET /fails</td><td>a valid key</td><td>nothing: it throws {@link #failure}</td></tr>
 *   <tr><td>GET /streams</td><td>a valid key</td><td>what {@link #streamTo} writes to it</td></tr>
 *   <tr><td>GET /later</td><td>a valid key</td><td>{@link #resource}, called and written by another thread than the one
 *   that the request came on</td></tr>
 *   <tr><td>GET /admin/{name}</td><td>{@code admin:all}</td><td>{@link #adminResource}</td></tr>
 *   <tr><td>anything else</td><td>a valid key</td><td>404: there is nothing</td></tr>
 * </table>
 *
 * <p>A protected resource calls its method here once for each time it runs, and at no other time: so the contract knows
 * what has run, whatever came over the wire. Thread-safe.
 */
public final class ContractApplication {
    static final String PUBLIC_PAGE = "public page";
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

    /** Returns what decides; it stays the contract's to close. */
    public ApiKeyAuthenticator authenticator() {
        return authenticator;
    }

    /** Returns the body of the public pages. */
    public String publicPage() {
        return PUBLIC_PAGE;
    }

    /** Returns the body of {@code /flows/{id}}, {@code /dear}, {@code /cached} and {@code /later}. */
    public String resource() {
        runs.incrementAndGet();
        return RESOURCE;
    }

    /**
     * Returns the body of {@code /whoami}.
     *
     * @param user the name of the user principal, as the adapted API shows it
     * @param scheme the authentication scheme, as the adapted API shows it
     * @param mayReadFlows whether the user is in the role {@code flows:read}, as the adapted API tells it
     */
    public String whoAmI(String user, String scheme, boolean mayReadFlows) {
        runs.incrementAndGet();
        return user + " " + scheme + " " + mayReadFlows;
    }

    /** Waits for another call to be in {@code /meeting} too. */
    public void meet() {
        try {
            meeting.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("Nobody else came", e);
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

    /** Returns what {@code /fails} throws, unchecked. */
    public RuntimeException failure() {
        runs.incrementAndGet();
        return new IllegalStateException("The resource failed, as it was asked to");
    }

    /** Writes the body of {@code /streams}, about 300 KB in parts, and flushes after each. */
    public void streamTo(OutputStream out) throws IOException {
        runs.incrementAndGet();
        byte[] part = STREAMED_PART.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < STREAMED_PARTS; i++) {
            out.write(part);
            out.flush();
        }
    }

    /** Returns how often protected resources have run. */
    public int runs() {
        return runs.get();
    }

    int adminRuns() {
        return adminRuns.get();
    }
}
