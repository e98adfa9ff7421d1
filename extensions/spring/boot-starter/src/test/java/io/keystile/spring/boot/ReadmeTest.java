package io.keystile.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts an application with what the README tells to add, and calls it with the key that is printed. */
@ExtendWith(OutputCaptureExtension.class)
class ReadmeTest {
    private static final Path REPOSITORY = Path.of("../../..");

    private static String block(String language) throws IOException {
        Matcher block = Pattern.compile("(?s)```" + language + "\\n(.*?)```")
                .matcher(Files.readString(REPOSITORY.resolve("README.md")));
        assertThat(block.find()).as("a block of %s", language).isTrue();
        return block.group(1);
    }

    @Test
    void propertiesProtectTheApplicationAndPrintAKey(@TempDir Path folder, CapturedOutput output) throws Exception {
        Properties written = new Properties();
        written.load(new StringReader(block("properties")));
        Map<String, Object> properties = new TreeMap<>();
        written.forEach((name, value) -> properties.put(name.toString(), value));
        properties.put("server.port", "0");
        properties.put("keystile.security.enabled", "false"); // the application has no Spring Security
        properties.put("keystile.store.file", folder.resolve("keys.json").toString());

        try (ConfigurableApplicationContext application = new SpringApplicationBuilder(TomcatTest.Application.class)
                .properties(properties)
                .run()) {
            Matcher key = Pattern.compile("(?m)^KEY=(\\S+)$").matcher(output.getOut());
            assertThat(key.find()).isTrue();
            URI flows = URI.create("http://localhost:"
                    + application.getEnvironment().getRequiredProperty("local.server.port") + "/flows");

            assertThat(status(HttpRequest.newBuilder(flows))).isEqualTo(401);
            assertThat(status(HttpRequest.newBuilder(flows).header("Authorization", "Bearer " + key.group(1))))
                    .isEqualTo(200);
        }
        assertThat(block("xml").lines().count() + block("properties").lines().count())
                .as("lines that an application needs")
                .isLessThanOrEqualTo(15);
    }

    private static int status(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient()
                .send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.discarding())
                .statusCode();
    }
}
