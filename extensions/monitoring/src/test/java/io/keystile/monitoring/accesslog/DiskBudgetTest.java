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

class DiskBudgetTest {
    private static final long MIB = 1024 * 1024;

    private final ManualTime time = new ManualTime();

    private DiskBudget budgetOf(FakeDisk disk) {
        return new DiskBudget(() -> disk, time::nanos);
    }

    @Test
    void tenMebibytesOfALargeDiskStayFree() throws IOException {
        FakeDisk disk = new FakeDisk(1_000 * MIB, 10 * MIB + 100);
        DiskBudget budget = budgetOf(disk);

        budget.take(100);
        disk.usable = 10 * MIB;
        assertThatThrownBy(() -> budget.take(1)).isInstanceOf(IOException.class).hasMessageContaining("nearly full");
    }

    @Test
    void aTwentiethOfASmallDiskStaysFree() throws IOException {
        DiskBudget budget = budgetOf(new FakeDisk(2_000, 150));

        budget.take(50);
        assertThatThrownBy(() -> budgetOf(new FakeDisk(2_000, 100)).take(1)).isInstanceOf(IOException.class);
    }

    @Test
    void spaceThatOtherProgramsUseIsNoticedWithinASecond() throws IOException {
        FakeDisk disk = new FakeDisk(1_000 * MIB, 500 * MIB);
        DiskBudget budget = budgetOf(disk);
        budget.take(1);
        disk.usable = 0;
        budget.take(1);

        time.advance(Duration.ofSeconds(1));
        assertThatThrownBy(() -> budget.take(1)).isInstanceOf(IOException.class);
    }

    @Test
    void freedSpaceIsUsedAtOnce() throws IOException {
        FakeDisk disk = new FakeDisk(1_000 * MIB, 0);
        DiskBudget budget = budgetOf(disk);
        assertThatThrownBy(() -> budget.take(1)).isInstanceOf(IOException.class);

        disk.usable = 500 * MIB;
        budget.take(1);
    }

    @Test
    void aDiskOfUnknownSizeIsUnlimited() throws IOException {
        budgetOf(new FakeDisk(0, 0)).take(1_000_000);
    }

    @Test
    void aDiskWhoseFreeSpaceCannotBeReadIsUnlimited() throws IOException {
        DiskBudget budget = new DiskBudget(
                () -> {
                    throw new IOException("Mount point not found");
                },
                time::nanos);

        budget.take(1_000_000);
        budget.take(1_000_000);
    }

    @Test
    void theLogLeavesTheReserveFree(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("access.log");
        FakeDisk disk = new FakeDisk(2_000, 110);
        try (RotatingFile log = new RotatingFile(file, 1_000, 2, time::nanos, budgetOf(disk))) {
            log.write("123456789");
            disk.usable -= 10;
            assertThatThrownBy(() -> log.write("lost")).isInstanceOf(IOException.class);
            disk.usable = 2_000;
            log.write("kept");
        }

        assertThat(Files.readAllLines(file)).containsExactly("123456789", "kept");
    }
}
