package io.keystile.examples.twonodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TwoNodesTest {
    @Test
    void limitHoldsOverBothNodesAndRevocationIsObeyedByTheOther() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TwoNodes.run(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        line -> assertThat(line).matches("KEY=pk_live_\\w{50}"),
                        line -> assertThat(line).matches("curl .* http://localhost:\\d+/flows"),
                        line -> assertThat(line).matches("curl .* http://localhost:\\d+/flows"),
                        line -> assertThat(line).isEqualTo("granted 100 of 300 calls over two nodes"),
                        line -> assertThat(line)
                                .matches("revoked on one node, denied on the other after \\d+\\.\\d ms"),
                        line -> assertThat(line).isEqualTo("stopped"));
    }
}
