package io.keystile.conformance.spring;

import io.keystile.conformance.TomcatContainer;

class TomcatContractTest extends SpringSecurityContract {
    TomcatContractTest() {
        super(new TomcatContainer());
    }
}
