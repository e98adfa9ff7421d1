package io.keystile.spring.boot;

import io.keystile.jdbc.Transactions;
import java.sql.Connection;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The transactions of Spring on the application's {@code DataSource}: a sign-up that fails leaves no key. */
final class SpringTransactions implements Transactions {
    private final DataSource application;

    SpringTransactions(DataSource application) {
        this.application = application;
    }

    @Override
    public @Nullable Connection current() {
        return TransactionSynchronizationManager.isSynchronizationActive()
                        && TransactionSynchronizationManager.getResource(application) instanceof ConnectionHolder holder
                ? holder.getConnection()
                : null;
    }

    @Override
    public void afterCommit(Runnable action) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
                if (status != STATUS_ROLLED_BACK) { // committed, or unknown
                    action.run();
                }
            }
        });
    }
}
