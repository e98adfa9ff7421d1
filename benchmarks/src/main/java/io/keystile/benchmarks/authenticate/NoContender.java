package io.keystile.benchmarks.authenticate;

import io.keystile.AuthRequest;

/** Returns the request without deciding on it, and reports the outcome of the workload. */
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
