package io.keystile.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The result of verifying the audit entries of workspaces. Immutable.
 *
 * @param chains the verified chains; keep them elsewhere, and give them to the next verification
 * @param entries the number of entries that were read
 * @param faults the first fault of each workspace that has one; empty if everything is intact
 */
public record AuditVerification(List<AuditChain> chains, long entries, List<Fault> faults) {
    /**
     * A place where entries are missing, were inserted, moved or changed.
     *
     * @param workspace the id of the workspace
     * @param number the number of the entry
     * @param problem what is wrong with it, for people
     */
    public record Fault(String workspace, long number, String problem) {}

    /** Copies the lists. */
    public AuditVerification {
        chains = List.copyOf(chains);
        faults = List.copyOf(faults);
    }

    /** Returns whether there is no fault. */
    public boolean isIntact() {
        return faults.isEmpty();
    }

    /**
     * Verifies the chains of the given workspaces.
     *
     * @param known earlier states of chains; only those of these workspaces count
     */
    public static AuditVerification of(AuditStore store, Set<String> workspaces, List<AuditChain> known) {
        List<AuditChain> chains = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        long entries = 0;
        for (String workspace : workspaces) {
            ChainWalk walk = ChainWalk.of(
                    store,
                    workspace,
                    known.stream()
                            .filter(chain -> chain.workspace().equals(workspace))
                            .toList());
            chains.add(walk.chain());
            entries += walk.entries();
            if (walk.fault() != null) {
                faults.add(walk.fault());
            }
        }
        return new AuditVerification(chains, entries, faults);
    }
}
