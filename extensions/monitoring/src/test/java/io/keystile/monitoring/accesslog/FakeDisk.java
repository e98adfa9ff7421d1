package io.keystile.monitoring.accesslog;

import java.nio.file.FileStore;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;

/** A file store that reports only its total and its usable space, in bytes. */
final class FakeDisk extends FileStore {
    private final long total;
    long usable;

    FakeDisk(long total, long usable) {
        this.total = total;
        this.usable = usable;
    }

    @Override
    public long getTotalSpace() {
        return total;
    }

    @Override
    public long getUsableSpace() {
        return usable;
    }

    @Override
    public long getUnallocatedSpace() {
        return usable;
    }

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public String type() {
        return "disk";
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
        return false;
    }

    @Override
    public boolean supportsFileAttributeView(String name) {
        return false;
    }

    @Override
    public <V extends FileStoreAttributeView> V getFileStoreAttributeView(Class<V> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object getAttribute(String attribute) {
        throw new UnsupportedOperationException();
    }
}
