package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TableTest {

    private static String written(Table table) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Output out = new Output(bytes);
        table.writeTo(out);
        out.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void columnsAreAsWideAsWhatATerminalShows() {
        Table table = Table.of("NAME", "ENV");
        table.row("部署", "live");
        table.row("e\u0301clair", "dev");

        assertThat(written(table)).isEqualTo("NAME    ENV\n部署    live\ne\u0301clair  dev\n");
    }

    @Test
    void whatCouldControlATerminalIsWrittenAsAnEscape() {
        Table table = Table.of();
        table.row("a\u001b[31mred\u0007", "\u202Eevil\u2028line\r\n", "\u009b0m");

        assertThat(written(table))
                .isEqualTo("a\\u001b[31mred\\u0007  \\u202eevil\\u2028line\\u000d\\u000a  \\u009b0m\n");
    }

    @Test
    void aTableWithoutRowsIsNothing() {
        assertThat(written(Table.of())).isEmpty();
    }
}
