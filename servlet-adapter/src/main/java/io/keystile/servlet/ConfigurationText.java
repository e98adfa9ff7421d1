package io.keystile.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the bytes of a configuration from the disk, the class path or the web application. */
final class ConfigurationText {
    private static final String CLASSPATH = "classpath:";
    private static final String WEB_INF = "/WEB-INF/";

    private ConfigurationText() {}

    /**
     * Returns the bytes.
     *
     * @param location a path on disk, {@code classpath:…} or {@code /WEB-INF/…}
     * @throws ServletException if the configuration does not exist or cannot be read
     */
    static byte[] at(String location, ServletContext context) throws ServletException {
        try (InputStream stream = open(location, context)) {
            if (stream == null) {
                throw new ServletException("There is no " + location + "; set " + ApiKeyFilter.CONFIG_PARAMETER
                        + " to a path on disk, classpath:<resource>, or /WEB-INF/<resource>");
            }
            return stream.readAllBytes();
        } catch (IOException | InvalidPathException e) {
            throw new ServletException("The configuration " + location + " cannot be read: " + e, e);
        }
    }

    private static @Nullable InputStream open(String location, ServletContext context) throws IOException {
        if (location.startsWith(WEB_INF)) {
            return context.getResourceAsStream(location);
        }
        if (location.startsWith(CLASSPATH)) {
            return context.getClassLoader().getResourceAsStream(location.substring(CLASSPATH.length()));
        }
        Path file = Path.of(location);
        return Files.isRegularFile(file) ? Files.newInputStream(file) : null;
    }
}
