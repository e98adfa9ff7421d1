package io.keystile.benchmarks.authenticate;

/** The rivals, named as on the command line. */
public enum Implementation {
    /** Nobody: what making the request takes, which is in every other figure as well. */
    none,
    /** The library, with nobody listening. */
    keystile,
    /** The library, with one listener that counts decisions in the request's thread. */
    keystileWithListener,
    /** The library, with all that listens: usage, last use and quotas, access log and alerts. */
    keystileMonitored,
    /** What an application would put together from well-known parts. */
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

    /** Returns what this rival answers where {@code outcome} is the case: glued code knows no checksum. */
    Outcome answerTo(Outcome outcome) {
        return this == glued && outcome == Outcome.malformed ? Outcome.wrongSecret : outcome;
    }
}
