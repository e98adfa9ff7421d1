package io.keystile.spring.boot;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which property is wrong, and what to write. */
final class WrongPropertyAnalyzer extends AbstractFailureAnalyzer<WrongPropertyException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, WrongPropertyException cause) {
        return new FailureAnalysis(
                "The property " + cause.property() + " " + cause.reason() + ".", cause.action(), cause);
    }
}
