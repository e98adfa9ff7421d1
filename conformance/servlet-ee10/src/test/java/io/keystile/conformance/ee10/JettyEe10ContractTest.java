package io.keystile.conformance.ee10;

import io.keystile.conformance.JettyEe10Container;
import io.keystile.conformance.ServletContract;

class JettyEe10ContractTest extends ServletContract {
    JettyEe10ContractTest() {
        super(new JettyEe10Container());
    }
}
