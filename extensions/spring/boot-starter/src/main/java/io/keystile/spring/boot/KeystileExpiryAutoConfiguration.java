package io.keystile.spring.boot;

import io.keystile.Keystile;
import io.keystile.admin.ExpiryReminders;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;

/** Publishes an {@link io.keystile.admin.ExpiryReminder} as an application event for keys that are about to expire. */
@AutoConfiguration(after = KeystileAutoConfiguration.class)
@ConditionalOnBean(Keystile.class)
class KeystileExpiryAutoConfiguration {
    @Bean
    SmartLifecycle keystileExpiryReminders(
            Keystile keystile, KeystileProperties properties, ApplicationEventPublisher events) {
        List<Duration> times = properties.expiryReminders();
        for (int i = 0; i < times.size(); i++) {
            if (times.get(i).isNegative() || times.get(i).isZero()) {
                throw new WrongPropertyException(
                        PropertySettings.item("expiry-reminders", i),
                        "is " + times.get(i),
                        "Write times before the expiry, for example keystile.expiry-reminders=14d,3d,1d, or nothing"
                                + " after the equals sign for no reminders.");
            }
        }
        return new Reminders(keystile, times, events);
    }

    /** Starts when all listeners of the application are there. */
    private static final class Reminders implements SmartLifecycle {
        private final Keystile keystile;
        private final List<Duration> times;
        private final ApplicationEventPublisher events;
        private volatile @Nullable ExpiryReminders running;

        Reminders(Keystile keystile, List<Duration> times, ApplicationEventPublisher events) {
            this.keystile = keystile;
            this.times = times;
            this.events = events;
        }

        @Override
        public void start() {
            if (!times.isEmpty() && running == null) {
                running = ExpiryReminders.start(keystile.keys(), times, events::publishEvent);
            }
        }

        @Override
        public void stop() {
            ExpiryReminders stopped = running;
            if (stopped != null) {
                running = null;
                stopped.close();
            }
        }

        @Override
        public boolean isRunning() {
            return running != null;
        }
    }
}
