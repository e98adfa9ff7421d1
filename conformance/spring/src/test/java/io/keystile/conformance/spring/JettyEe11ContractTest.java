package io.keystile.conformance.spring;

import io.keystile.conformance.JettyEe11Container;

class JettyEe11ContractTest extends SpringSecurityContract {
    JettyEe11ContractTest() {
        super(new JettyEe11Container());
    }
}
