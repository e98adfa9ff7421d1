package io.keystile.testkit;

/** Sends the requests of a contract to one server. */
public interface ContractClient {
    /**
     * Sends a request and reads its answer.
     *
     * @param method any text that the protocol can carry
     * @param path what is appended to the server's base URL as it is, for example {@code /flows/1?x}
     * @param body the content in ASCII; nothing is sent if it is empty
     * @param headerLines field lines such as {@code X-API-Key: k}, names may repeat
     * @throws org.opentest4j.TestAbortedException if this client cannot send such a request
     */
    Answer send(String method, String path, String body, String... headerLines);
}
