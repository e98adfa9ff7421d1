package io.keystile.benchmarks.authenticate;

import io.keystile.AuthenticatorBuilder;
import io.keystile.admin.ApiKeys;
import io.keystile.admin.LastUsedRecorder;
import io.keystile.monitoring.accesslog.AccessLog;
import io.keystile.monitoring.accesslog.AccessLogSettings;
import io.keystile.monitoring.alerts.AlertMonitor;
import io.keystile.monitoring.alerts.RecentAlerts;
import io.keystile.monitoring.usage.QuotaWatch;
import io.keystile.monitoring.usage.UsageMeter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** All of the library's listeners, configured as in an application. */
final class Monitoring implements AutoCloseable {
    private static final int EVENTS = 10_000;
    private static final long LOG_BYTES = 10_000_000;
    private static final int LOG_FILES = 2;
    private static final int ALERTS = 100;

    private final Path folder;
    private final LastUsedRecorder lastUsed;
    private final AccessLog log;

    private Monitoring(Path folder, LastUsedRecorder lastUsed) {
        this.folder = folder;
        this.lastUsed = lastUsed;
        this.log = AccessLog.toFile(folder.resolve("access.log"), LOG_BYTES, LOG_FILES, AccessLogSettings.standard());
    }

    static Monitoring start(ApiKeys keys) {
        try {
            return new Monitoring(Files.createTempDirectory("keystile-benchmark"), LastUsedRecorder.start(keys));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    AuthenticatorBuilder listenTo(AuthenticatorBuilder builder) {
        AlertMonitor alerts = AlertMonitor.builder()
                .standardRules()
                .listener(new RecentAlerts(ALERTS))
                .build();
        return builder.lastUsedRecorder(lastUsed)
                .inlineListener(new UsageMeter())
                .listener(new QuotaWatch(event -> {}), EVENTS)
                .listener(log, EVENTS)
                .listener(alerts, EVENTS);
    }

    @Override
    public void close() {
        log.close();
        lastUsed.close();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
