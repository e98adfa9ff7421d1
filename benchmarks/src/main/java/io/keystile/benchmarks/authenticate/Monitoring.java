package io.keystile.benchmarks.authenticate;

import io.keystile.AuthenticatorBuilder;
import io.keystile.manage.ApiKeys;
import io.keystile.monitor.AccessLog;
import io.keystile.monitor.AccessLogSettings;
import io.keystile.monitor.AlertMonitor;
import io.keystile.monitor.LastUsedRecorder;
import io.keystile.monitor.QuotaWatch;
import io.keystile.monitor.RecentAlerts;
import io.keystile.monitor.UsageMeter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** All that listens, as an application would set it up. */
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
        return builder.inlineListener(lastUsed)
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
