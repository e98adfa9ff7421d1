package io.keystile.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects a reply that Lettuce reads, as {@link Redis#send} returns it. */
final class ReplyOutput extends CommandOutput<byte[], byte[], @Nullable Object> {

    /** A list of which not all elements have been read. */
    private record OpenList(List<@Nullable Object> elements, int size) {}

    private final Deque<OpenList> open = new ArrayDeque<>();

    ReplyOutput() {
        super(ByteArrayCodec.INSTANCE, null);
    }

    @Override
    public void set(@Nullable ByteBuffer text) {
        add(text == null ? null : bytes(text));
    }

    @Override
    public void setSingle(@Nullable ByteBuffer text) {
        set(text);
    }

    @Override
    public void setBigNumber(@Nullable ByteBuffer text) {
        set(text);
    }

    @Override
    public void set(long number) {
        add(number);
    }

    @Override
    public void set(double number) {
        add(Double.toString(number).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void set(boolean value) {
        add(value ? 1L : 0L);
    }

    @Override
    public void multi(int size) {
        if (size < 0) {
            add(null);
        } else if (size == 0) {
            add(List.of());
        } else {
            open.push(new OpenList(new ArrayList<>(size), size));
        }
    }

    private static byte[] bytes(ByteBuffer text) {
        byte[] bytes = new byte[text.remaining()];
        text.get(bytes);
        return bytes;
    }

    private void add(@Nullable Object value) {
        Object complete = value;
        while (!open.isEmpty()) {
            OpenList list = open.element();
            list.elements().add(complete);
            if (list.elements().size() < list.size()) {
                return;
            }
            complete = Collections.unmodifiableList(open.pop().elements());
        }
        output = complete;
    }
}
