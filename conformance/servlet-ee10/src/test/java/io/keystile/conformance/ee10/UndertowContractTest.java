package io.keystile.conformance.ee10;

import io.keystile.conformance.ServletContract;
import io.keystile.conformance.UndertowContainer;

class UndertowContractTest extends ServletContract {
    UndertowContractTest() {
        super(new UndertowContainer());
    }
}
