package io.keystile.benchmarks.authenticate;

import io.keystile.AuthRequest;

/** Decides nothing; gives the answer that is to be measured. */
record NoContender(Workload workload) implements Contender {
    @Override
    public Object decide(AuthRequest request) {
        return request;
    }

    @Override
    public Outcome outcomeOf(AuthRequest request) {
        return workload.outcome();
    }
}
