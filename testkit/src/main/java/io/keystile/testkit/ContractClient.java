package io.keystile.testkit;

/** Sends the requests of a contract to one server. */
public interface ContractClient {
    /**
     * Sends a request and reads the response.
     *
     * @param method the request method; any text that the protocol can carry
     * @param path the text to append, unchanged, to the server's base URL, for example {@code /flows/1?x}
     * @param body the content in ASCII; if it is empty, no content is sent
     * @param headerLines field lines such as {@code X-API-Key: k}; names may repeat
     * @throws org.opentest4j.TestAbortedException if this client cannot send the request; the test is then skipped
     */
    Answer send(String method, String path, String body, String... headerLines);
}
