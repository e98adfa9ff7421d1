package io.keystile.store;

import java.io.IOException;

/** A file of keys that is not what it should be. The message says where and why, and holds no hash. */
final class DamagedFileException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedFileException(String message) {
        super(message);
    }
}
