package io.keystile.conformance.ee11;

import io.keystile.conformance.ServletContract;
import io.keystile.conformance.TomcatContainer;

class TomcatContractTest extends ServletContract {
    TomcatContractTest() {
        super(new TomcatContainer());
    }
}
