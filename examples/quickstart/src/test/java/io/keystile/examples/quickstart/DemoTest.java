package io.keystile.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts the quickstart with its made-up calls. */
class DemoTest {
    private static final Pattern OUTCOME = Pattern.compile("\"reason\":\"([a-z_]+)\"");

    @Test
    void theCallsOfHalfAnHourAreShownAndLogged() throws Exception {
        Settings settings = Settings.of(Map.of("PORT", "0")).withDemo();
        Quickstart quickstart = Quickstart.start(
                settings, new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        String page;
        try {
            page = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(quickstart.uri() + "/console/w/acme/usage.csv?by=minute"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } finally {
            quickstart.stop();
        }

        long minutesWithCalls = page.lines()
                .skip(1)
                .filter(line -> !line.endsWith(",0,0,0,0,0"))
                .count();
        assertThat(minutesWithCalls).as(page).isBetween(29L, 31L);
        Map<String, Integer> reasons = new HashMap<>();
        List<String> log = Files.readAllLines(settings.data().resolve("access.log"));
        for (String line : log) {
            Matcher reason = OUTCOME.matcher(line);
            reasons.merge(reason.find() ? reason.group(1) : "granted", 1, Integer::sum);
        }
        assertThat(log).allMatch(line -> line.contains("made-up "));
        assertThat(reasons)
                .containsKeys(
                        "granted",
                        "limit_exceeded",
                        "permission_missing",
                        "address_not_allowed",
                        "key_revoked",
                        "key_expired");
        assertThat(reasons.get("limit_exceeded"))
                .as("calls over the limit of one minute")
                .isBetween(100, 200);

        settings.deleteDemo();
        assertThat(settings.data()).doesNotExist();
    }

    @Test
    void onlyTheFolderOfADemoIsDeleted(@TempDir Path data) throws Exception {
        Settings.of(Map.of("KEYSTILE_DATA", data.toString())).deleteDemo();

        assertThat(data).exists();
    }
}
