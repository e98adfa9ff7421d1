package io.keystile.benchmarks.frameworks;

import jakarta.servlet.ServletException;

/** The compared frameworks, named as on the command line. */
public enum Implementation {
    /** The library's servlet filter. */
    keystile,
    /** The library's authenticator, without the filter. */
    keystileCore,
    /** Spring Security's filter chain. */
    springSecurity,
    /** pac4j's security logic on a servlet request. */
    pac4j,
    /** Shiro's login, without its filter. */
    shiro,
    /** Dropwizard's caching authenticator, without its filter. */
    dropwizard;

    Contender on(Workload workload) throws ServletException {
        return switch (this) {
            case keystile -> KeystileContender.filter(workload);
            case keystileCore -> KeystileContender.core(workload);
            case springSecurity -> new SpringSecurityContender(new KeyTable(workload));
            case pac4j -> new Pac4jContender(new KeyTable(workload));
            case shiro -> new ShiroContender(new KeyTable(workload));
            case dropwizard -> new DropwizardContender(new KeyTable(workload));
        };
    }
}
