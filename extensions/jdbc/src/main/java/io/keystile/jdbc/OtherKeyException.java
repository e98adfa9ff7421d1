package io.keystile.jdbc;

import io.keystile.key.KeyId;
import java.sql.SQLException;

/**
 * Thrown if a look-up returns another key than the one asked for. Behind a pooler in transaction mode, the server may
 * execute another statement that was prepared under the same name.
 */
final class OtherKeyException extends SQLException {
    private static final long serialVersionUID = 1L;

    private final String asked;

    OtherKeyException(KeyId asked) {
        this.asked = asked.value();
    }

    /** Returns the id that was asked for. */
    String asked() {
        return asked;
    }
}
