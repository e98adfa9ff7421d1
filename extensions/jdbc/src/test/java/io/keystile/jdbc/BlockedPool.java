package io.keystile.jdbc;

import java.sql.Connection;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A pool that returns no connection until it is opened, and counts what happens. */
final class BlockedPool {
    final AtomicInteger calls = new AtomicInteger();
    final CountDownLatch closed = new CountDownLatch(1);

    private final CountDownLatch opened = new CountDownLatch(1);
    private final DataSource real;

    BlockedPool(DataSource real) {
        this.real = real;
    }

    void open() {
        opened.countDown();
    }

    DataSource dataSource() {
        return Fakes.with(DataSource.class, real, Map.of("getConnection", this::connect));
    }

    private Connection connect() throws Exception {
        calls.incrementAndGet();
        opened.await();
        Connection connection = real.getConnection();
        return Fakes.with(Connection.class, connection, Map.of("close", () -> {
            connection.close();
            closed.countDown();
            return connection; // ignored, since close returns nothing
        }));
    }
}
