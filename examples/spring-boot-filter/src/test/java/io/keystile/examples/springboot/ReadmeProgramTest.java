package io.keystile.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.SpringFlows;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the README's Spring Boot program and calls it with the key that it prints. */
class ReadmeProgramTest {

    @Test
    void theProgramAcceptsOnlyTheKeyThatItPrints() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream console = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        ConfigurableApplicationContext application;
        try {
            application = SpringApplication.run(SpringFlows.class, "--server.port=0", "--logging.level.root=off");
        } finally {
            System.setOut(console);
        }
        try (application) {
            Matcher key = Pattern.compile("(?m)^KEY=(\\S+)$").matcher(printed.toString(StandardCharsets.UTF_8));
            assertThat(key.find()).isTrue();
            String port = application.getEnvironment().getRequiredProperty("local.server.port");
            URI uri = URI.create("http://localhost:" + port + "/flows");

            assertThat(call(uri, "X-Other", "none").statusCode()).isEqualTo(401);
            assertThat(call(uri, "X-API-Key", key.group(1)).statusCode()).isEqualTo(200);
            HttpResponse<String> bearer = call(uri, "Authorization", "Bearer " + key.group(1));
            assertThat(bearer.statusCode()).isEqualTo(200);
            assertThat(bearer.body()).isEqualTo("flows of acme");
        }
    }

    private static HttpResponse<String> call(URI uri, String header, String value) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .header(header, value)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
