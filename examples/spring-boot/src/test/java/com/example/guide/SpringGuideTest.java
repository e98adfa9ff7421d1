package com.example.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** Compares docs/spring.md with what is compiled here, and runs its first program. */
@ExtendWith(OutputCaptureExtension.class)
class SpringGuideTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern JAVA = Pattern.compile("(?s)(?:<!-- (\\S+) -->\\n)?```java\\n(.*?)```");

    private static String read(String path) throws IOException {
        return Files.readString(ROOT.resolve(path));
    }

    private static String withoutIndentation(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n"));
    }

    private static MatchResult first(String regex, String text) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing matches " + regex));
    }

    @Test
    void everyJavaBlockIsPartOfTheFileNamedBeforeIt() throws IOException {
        List<MatchResult> blocks =
                JAVA.matcher(read("docs/spring.md")).results().toList();
        for (MatchResult block : blocks) {
            assertThat(block.group(1)).as(block.group(2)).isNotNull();
            assertThat(withoutIndentation(read(block.group(1)))).contains(withoutIndentation(block.group(2)));
        }
        assertThat(blocks).hasSizeGreaterThan(5);
    }

    @Test
    void theVersionsAreThoseOfTheBuild() throws IOException {
        String root = read("pom.xml");
        assertThat(first("(?s)```xml\\n(.*?)```", read("docs/spring.md")).group(1))
                .contains(
                        "<version>" + first("<spring-boot.version>(.*?)<", root).group(1) + "</version>",
                        "<version>" + first("<version>(.*?)</version>", root).group(1) + "</version>");
    }

    /** On the class path of the example, so without its database, and with Spring Security. */
    @Test
    void theFirstProgramIsProtectedByThePropertiesAlone(@TempDir Path folder, CapturedOutput output) throws Exception {
        Properties written = new Properties();
        written.load(new StringReader(
                first("(?s)```properties\\n(.*?)```", read("docs/spring.md")).group(1)));
        TreeMap<String, Object> properties = new TreeMap<>();
        written.forEach((name, value) -> properties.put(name.toString(), value));
        properties.put("server.port", "0");
        properties.put("keystile.store.file", folder.resolve("keys.json").toString());
        properties.put("spring.main.banner-mode", "off");
        properties.put("spring.config.location", folder.toUri().toString()); // not the example's properties
        properties.put(
                "spring.autoconfigure.exclude",
                "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration");

        try (ConfigurableApplicationContext application = new SpringApplicationBuilder(FlowsApi.class)
                .properties(properties)
                .run()) {
            String key = first("(?m)^KEY=(\\S+)$", output.getOut()).group(1);
            URI flows = URI.create("http://localhost:"
                    + application.getEnvironment().getRequiredProperty("local.server.port") + "/flows");

            assertThat(send(HttpRequest.newBuilder(flows)).statusCode()).isEqualTo(401);
            HttpResponse<String> granted = send(HttpRequest.newBuilder(flows).header("Authorization", "Bearer " + key));
            assertThat(granted.statusCode()).isEqualTo(200);
            assertThat(granted.body()).isEqualTo("flows for key " + key.substring(8, 20));
        }
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient()
                .send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
    }
}
