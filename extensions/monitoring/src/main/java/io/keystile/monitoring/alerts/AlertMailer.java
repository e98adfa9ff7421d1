package io.keystile.monitoring.alerts;

/**
 * Mails alerts to the addresses that workspaces have chosen. The application implements it, because it knows its mail
 * server and the words for its customers. Implementations are thread-safe.
 */
public interface AlertMailer {
    /**
     * Returns whether alerts of a workspace may be mailed to an address. Called before settings are saved and before
     * each mail. An address that nobody has confirmed may be that of a stranger, so accept those of the workspace's
     * members, for example.
     */
    boolean accepts(String workspace, String address);

    /**
     * Sends one mail. Called from a thread of its own, which waits until it returns; it should give up after some
     * seconds.
     *
     * @param workspace the id of the workspace
     * @param address the address, one that is accepted
     * @param alert what to write of; its rule is {@link WorkspaceAlerts#TEST} for a mail that somebody asked for
     * @throws Exception if the mail was not sent; it is then tried again
     */
    void send(String workspace, String address, Alert alert) throws Exception;
}
