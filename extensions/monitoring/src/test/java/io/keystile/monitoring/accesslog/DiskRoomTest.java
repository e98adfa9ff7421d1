package io.keystile.monitoring.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskRoomTest {
    private static final long MIB = 1024 * 1024;

    private final ManualTime time = new ManualTime();

    private DiskRoom roomOn(DiskOfSize disk) {
        return new DiskRoom(() -> disk, time::nanos);
    }

    @Test
    void tenMebibytesOfALargeDiskStayFree() throws IOException {
        DiskOfSize disk = new DiskOfSize(1_000 * MIB, 10 * MIB + 100);
        DiskRoom room = roomOn(disk);

        room.take(100);
        disk.usable = 10 * MIB;
        assertThatThrownBy(() -> room.take(1)).isInstanceOf(IOException.class).hasMessageContaining("nearly full");
    }

    @Test
    void aTwentiethOfASmallDiskStaysFree() throws IOException {
        DiskRoom room = roomOn(new DiskOfSize(2_000, 150));

        room.take(50);
        assertThatThrownBy(() -> roomOn(new DiskOfSize(2_000, 100)).take(1)).isInstanceOf(IOException.class);
    }

    @Test
    void whatOthersWriteIsSeenWithinASecond() throws IOException {
        DiskOfSize disk = new DiskOfSize(1_000 * MIB, 500 * MIB);
        DiskRoom room = roomOn(disk);
        room.take(1);
        disk.usable = 0;
        room.take(1);

        time.advance(Duration.ofSeconds(1));
        assertThatThrownBy(() -> room.take(1)).isInstanceOf(IOException.class);
    }

    @Test
    void roomThatIsMadeIsUsedAtOnce() throws IOException {
        DiskOfSize disk = new DiskOfSize(1_000 * MIB, 0);
        DiskRoom room = roomOn(disk);
        assertThatThrownBy(() -> room.take(1)).isInstanceOf(IOException.class);

        disk.usable = 500 * MIB;
        room.take(1);
    }

    @Test
    void aDiskOfUnknownSizeIsTakenForEndless() throws IOException {
        roomOn(new DiskOfSize(0, 0)).take(1_000_000);
    }

    @Test
    void aDiskThatCannotBeAskedIsTakenForEndless() throws IOException {
        DiskRoom room = new DiskRoom(
                () -> {
                    throw new IOException("Mount point not found");
                },
                time::nanos);

        room.take(1_000_000);
        room.take(1_000_000);
    }

    @Test
    void theLogLeavesTheReserve(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("access.log");
        DiskOfSize disk = new DiskOfSize(2_000, 110);
        try (RotatingFile log = new RotatingFile(file, 1_000, 2, time::nanos, roomOn(disk))) {
            log.write("123456789");
            disk.usable -= 10;
            assertThatThrownBy(() -> log.write("lost")).isInstanceOf(IOException.class);
            disk.usable = 2_000;
            log.write("kept");
        }

        assertThat(Files.readAllLines(file)).containsExactly("123456789", "kept");
    }
}
