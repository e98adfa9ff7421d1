package io.keystile.benchmarks.authenticate;

/** The compared implementations, named as on the command line. */
public enum Implementation {
    /** No authentication: the time to create the request, which every other figure includes. */
    none,
    /** The library without listeners. */
    keystile,
    /** The library with one listener, which counts decisions in the calling thread. */
    keystileWithListener,
    /** The library with all its listeners: usage, last use, quotas, access log and alerts. */
    keystileMonitored,
    /** Code that an application could write itself from well-known libraries. */
    glued;

    Contender on(Workload workload) {
        return switch (this) {
            case none -> new NoContender(workload);
            case keystile -> KeystileContender.on(workload);
            case keystileWithListener -> KeystileContender.withListenerOn(workload);
            case keystileMonitored -> KeystileContender.monitoredOn(workload);
            case glued -> new GluedContender(workload);
        };
    }

    /** Returns the outcome that this implementation reports for {@code outcome}: glued code checks no checksum. */
    Outcome expected(Outcome outcome) {
        return this == glued && outcome == Outcome.malformed ? Outcome.wrongSecret : outcome;
    }
}
