package io.keystile.conformance.ee11;

import io.keystile.conformance.JettyEe11Container;
import io.keystile.conformance.ServletContract;

class JettyEe11ContractTest extends ServletContract {
    JettyEe11ContractTest() {
        super(new JettyEe11Container());
    }
}
