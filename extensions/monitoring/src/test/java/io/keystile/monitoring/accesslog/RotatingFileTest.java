package io.keystile.monitoring.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingFileTest {
    @TempDir
    Path folder;

    private final ManualTime time = new ManualTime();
    private Path file = Path.of("");

    @BeforeEach
    void setFile() {
        file = folder.resolve("access.log");
    }

    private void write(int maxBytes, int files, String... lines) throws IOException {
        try (RotatingFile rotating = new RotatingFile(file, maxBytes, files, time::nanos)) {
            for (String line : lines) {
                rotating.write(line);
            }
        }
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name));
    }

    @Test
    void fullFilesAreRenamedAndTheOldestIsDeleted() throws IOException {
        write(10, 3, "1111", "2222", "3333", "4444", "5555", "6666", "7777");

        assertThat(lines("access.log")).containsExactly("7777");
        assertThat(lines("access.log.1")).containsExactly("5555", "6666");
        assertThat(lines("access.log.2")).containsExactly("3333", "4444");
        assertThat(folder.toFile().list()).hasSize(3 + 1); // three files and the lock file
    }

    @Test
    void aSingleFileIsReplacedWhenItIsFull() throws IOException {
        write(10, 1, "1111", "2222", "3333");

        assertThat(lines("access.log")).containsExactly("3333");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("access.log", "access.log.lock");
    }

    @Test
    void aLineLongerThanMaxBytesGetsItsOwnFile() throws IOException {
        write(10, 3, "1", "a line that is too long", "2");

        assertThat(lines("access.log.1")).containsExactly("a line that is too long");
        assertThat(lines("access.log")).containsExactly("2");
    }

    @Test
    void theNextProcessAppendsAndTerminatesAPartialLine() throws IOException {
        write(1_000, 2, "whole");
        Files.writeString(file, "whole\n{\"time\":\"20");
        write(1_000, 2, "next");

        assertThat(lines("access.log")).containsExactly("whole", "{\"time\":\"20", "next");
    }

    @Test
    void onlyTheOwnerMayReadTheFiles() throws IOException {
        write(10, 2, "1111", "2222", "3333");

        for (String name : List.of("access.log", "access.log.1", "access.log.lock")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }

    private String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
    }

    @Test
    void fileThatOthersMayReadIsRestrictedToItsOwner() throws IOException {
        Files.createFile(file);
        for (String wide : List.of("rw-r--r--", "rw-rw----", "rw-----w-")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(wide));
            write(1_000, 2, "line");
            assertThat(permissions("access.log")).as(wide).isEqualTo("rw-------");
        }
    }

    @Test
    void groupThatMayReadTheFileMayReadItsSuccessors() throws IOException {
        Files.createFile(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        write(10, 3, "1111", "2222", "3333", "4444", "5555");
        for (String name : List.of("access.log", "access.log.1", "access.log.2")) {
            assertThat(permissions(name)).as(name).isEqualTo("rw-r-----");
        }
        assertThat(permissions("access.log.lock")).isEqualTo("rw-------");
    }

    @Test
    void fileThatOthersMayReadSinceItWasOpenedIsRestrictedBeforeItIsRenamed() throws IOException {
        try (RotatingFile rotating = new RotatingFile(file, 10, 3, time::nanos)) {
            rotating.write("1111");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            rotating.write("222222");
        }
        assertThat(lines("access.log.1")).containsExactly("1111");
        assertThat(permissions("access.log.1")).isEqualTo("rw-------");
        assertThat(permissions("access.log")).isEqualTo("rw-------");
    }

    @Test
    void fileThatWasDeletedBeforeItsRotationLosesNoFurtherLine() throws IOException {
        try (RotatingFile rotating = new RotatingFile(file, 10, 3, time::nanos)) {
            rotating.write("1111");
            Files.delete(file);
            rotating.write("222222");
        }
        assertThat(lines("access.log")).containsExactly("222222");
    }

    @Test
    void symbolicLinkInPlaceOfTheOpenFileIsRenamedAndWhatItPointsToIsUnchanged() throws IOException {
        Path other = Files.createFile(folder.resolve("other"));
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-r--r--"));
        try (RotatingFile rotating = new RotatingFile(file, 10, 3, time::nanos)) {
            rotating.write("1111");
            Files.delete(file);
            Files.createSymbolicLink(file, other);
            rotating.write("222222");
        }
        assertThat(lines("access.log")).containsExactly("222222");
        assertThat(permissions("other")).isEqualTo("rw-r--r--");
        assertThat(other).isEmptyFile();
    }

    @Test
    void symbolicLinkIsRefused() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "kept\n");
        Files.createSymbolicLink(file, target);
        assertThatThrownBy(() -> write(1_000, 2, "line"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + " is a symbolic link");
        assertThat(lines("target")).containsExactly("kept");
        Files.delete(file);
        Files.delete(folder.resolve("access.log.lock"));
        Files.createSymbolicLink(folder.resolve("access.log.lock"), folder.resolve("elsewhere"));
        assertThatThrownBy(() -> write(1_000, 2, "line")).isInstanceOf(IOException.class);
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void writingSucceedsOnceTheFolderExists() throws IOException {
        Path inner = folder.resolve("logs");
        try (RotatingFile rotating = new RotatingFile(inner.resolve("access.log"), 10, 2, time::nanos)) {
            assertThatThrownBy(() -> rotating.write("lost")).isInstanceOf(IOException.class);
            Files.createDirectory(inner);
            rotating.write("kept");
        }

        assertThat(lines("logs/access.log")).containsExactly("kept");
    }

    @Test
    void aDeletedFileIsCreatedAnewWithinASecond() throws IOException {
        try (RotatingFile rotating = new RotatingFile(file, 1_000, 2, time::nanos)) {
            rotating.write("deleted");
            Files.delete(file);
            time.advance(Duration.ofSeconds(1));
            rotating.write("kept");
        }

        assertThat(lines("access.log")).containsExactly("kept");
    }

    @Test
    void aMovedAndReplacedFileGetsNoMoreLinesAfterASecond() throws IOException {
        try (RotatingFile rotating = new RotatingFile(file, 1_000, 2, time::nanos)) {
            rotating.write("one");
            Files.move(file, folder.resolve("moved"));
            Files.createFile(file);
            rotating.write("two");
            time.advance(Duration.ofSeconds(1));
            rotating.write("three");
        }

        assertThat(lines("moved")).containsExactly("one", "two");
        assertThat(lines("access.log")).containsExactly("three");
    }

    @Test
    void anEmptiedFileIsWrittenFromItsBeginning() throws IOException {
        try (RotatingFile rotating = new RotatingFile(file, 1_000, 2, time::nanos)) {
            rotating.write("cut off");
            Files.newByteChannel(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                    .close();
            rotating.write("kept");
        }

        assertThat(lines("access.log")).containsExactly("kept");
    }

    @Test
    void textThatAnotherProgramAppendsIsKept() throws IOException {
        try (RotatingFile rotating = new RotatingFile(file, 1_000, 2, time::nanos)) {
            rotating.write("one");
            Files.writeString(file, "a note\n", StandardOpenOption.APPEND);
            rotating.write("two");
        }

        assertThat(lines("access.log")).containsExactly("one", "a note", "two");
    }

    @Test
    void aSecondLogOnTheSameFileFailsUntilTheFirstIsClosed() throws IOException {
        RotatingFile first = new RotatingFile(file, 1_000, 2, time::nanos);
        try (RotatingFile second = new RotatingFile(file, 1_000, 2, time::nanos)) {
            first.write("first");
            assertThatThrownBy(() -> second.write("lost"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Another access log writes to");
            first.close();
            second.write("second");
        }

        assertThat(lines("access.log")).containsExactly("first", "second");
    }

    @Test
    void anInterruptedThreadWritesAndStaysInterrupted() throws IOException {
        Thread.currentThread().interrupt();
        try {
            write(1_000, 2, "kept");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(lines("access.log")).containsExactly("kept");
    }
}
