package io.keystile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.abort;

import io.keystile.LogCapture;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class JsonFileApiKeyStoreTest {
    private static final Duration NEVER = Duration.ofDays(1);
    private static final ApiKeyRecord KEY = Samples.key("k1", "acme");

    @TempDir
    Path folder;

    private Path file;
    private final FailingDisk disk = new FailingDisk();
    private final List<JsonFileApiKeyStore> opened = new ArrayList<>();
    private final List<StoreChange> told = new ArrayList<>();

    /** Fails where it is told to, and is another user's than the files' owner if it is told so. */
    private static final class FailingDisk extends Disk {
        String failing = "";
        Runnable afterRead = () -> {};
        boolean ofAnotherUser;

        FailingDisk() {
            super(FileSystems.getDefault());
        }

        private void failAt(String step) throws IOException {
            if (failing.equals(step)) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        byte[] read(Path path) throws IOException {
            byte[] content = super.read(path);
            afterRead.run();
            return content;
        }

        @Override
        void writeNew(Path path, byte[] content) throws IOException {
            if (failing.equals("write")) {
                Files.write(path, new byte[content.length / 2]);
            }
            failAt("write");
            super.writeNew(path, content);
        }

        @Override
        UserPrincipal ownerOfNewFiles(Path path) throws IOException {
            UserPrincipal self = super.ownerOfNewFiles(path);
            return ofAnotherUser ? () -> "not " + self.getName() : self;
        }

        @Override
        void rename(Path from, Path to) throws IOException {
            failAt("rename");
            super.rename(from, to);
        }

        @Override
        void keepReaders(Path path, Path replacement) throws IOException {
            failAt("keep readers");
            super.keepReaders(path, replacement);
        }

        @Override
        void forceFolder(Path path) throws IOException {
            failAt("force folder");
            super.forceFolder(path);
        }
    }

    @BeforeEach
    void nameFile() {
        file = folder.resolve("keys.json");
    }

    @AfterEach
    void closeStores() {
        opened.forEach(JsonFileApiKeyStore::close);
    }

    /** Opens a store that looks at its file only when it is told to. */
    private JsonFileApiKeyStore open() {
        JsonFileApiKeyStore store = JsonFileApiKeyStore.open(file, disk, NEVER);
        opened.add(store);
        return store;
    }

    private JsonFileApiKeyStore openWithKey() {
        JsonFileApiKeyStore store = open();
        store.insert(Samples.workspace("acme"));
        store.insert(KEY);
        store.onChange(told::add);
        return store;
    }

    private List<String> namesInFolder() throws IOException {
        try (var paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    /** Puts a revoked record in the file without the store's help, as an editor does that renames. */
    private void revokeByHand() throws IOException {
        Path edited = folder.resolve("edited");
        Files.writeString(edited, revokedText());
        Files.move(edited, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private String revokedText() throws IOException {
        return Files.readString(file)
                .replace("\"version\":1,\"workspace\"", "\"version\":2,\"workspace\"")
                .replace("\"status\":\"ACTIVE\"", "\"status\":\"REVOKED\",\"revocationReason\":\"by hand\"");
    }

    @Test
    void whatOneStoreWroteAnotherReads() {
        openWithKey();
        assertThat(open().find(KEY.id())).contains(new ResolvedKey(KEY, Samples.workspace("acme")));
    }

    @Test
    void missingFileIsRefusedWhereItMustExist() {
        assertThatThrownBy(() -> JsonFileApiKeyStore.openExisting(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("There is no key file " + file);
        openWithKey();
        try (JsonFileApiKeyStore again = JsonFileApiKeyStore.openExisting(file)) {
            assertThat(again.find(KEY.id())).isPresent();
        }
    }

    @Test
    void missingFileIsAnEmptyStoreAndIsNotCreatedByReading() throws IOException {
        JsonFileApiKeyStore store = open();
        store.poll();
        assertThat(store.workspaces()).isEmpty();
        assertThat(namesInFolder()).isEmpty();
    }

    @Test
    void changeLeavesNothingButTheFileAndItsLock() throws IOException {
        openWithKey();
        assertThat(namesInFolder()).containsExactly("keys.json", "keys.json.lock");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whatIsCreatedIsForItsOwnerOnly() throws IOException {
        file = folder.resolve("new/deep/keys.json");
        openWithKey();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.resolveSibling("keys.json.lock"))))
                .isEqualTo("rw-------");
        for (Path created : List.of(folder.resolve("new"), folder.resolve("new/deep"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(created)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void widePermissionsAreNoticedAndTheNextChangeNarrowsThem() throws IOException {
        JsonFileApiKeyStore store = openWithKey();
        RecordsFile records = new RecordsFile(file, disk);
        assertThat(records.isOpenToOthers()).isFalse();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(records.isOpenToOthers()).isTrue();
        store.insert(Samples.key("k2", "acme"));
        assertThat(records.isOpenToOthers()).isFalse();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void fileThatOthersMayReadIsNamedInTheLogWhenItIsOpened() throws IOException {
        openWithKey().close();
        try (LogCapture log = LogCapture.open()) {
            for (String restricted : List.of("rw-------", "rw-r-----")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(restricted));
                open();
            }
            assertThat(log.lines()).noneMatch(line -> line.startsWith("WARN"));

            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            open();

            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .singleElement()
                    .asString()
                    .contains(file.toString(), "other users can access it", "chmod 640");
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void groupThatMayReadTheFileStillMayAfterAChange() throws IOException {
        JsonFileApiKeyStore store = openWithKey();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(new RecordsFile(file, disk).isOpenToOthers()).isFalse();
        GroupPrincipal group = anotherGroupThan(groupOf(file));
        Files.getFileAttributeView(file, PosixFileAttributeView.class).setGroup(group);
        store.insert(Samples.key("k2", "acme"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(groupOf(file)).isEqualTo(group);
    }

    private static GroupPrincipal groupOf(Path path) throws IOException {
        return Files.readAttributes(path, PosixFileAttributes.class).group();
    }

    /** Returns another group if this process may give files to it, as root may. */
    private GroupPrincipal anotherGroupThan(GroupPrincipal own) throws IOException {
        Path probe = Files.createFile(folder.resolve("probe"));
        try {
            GroupPrincipal other =
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName("daemon");
            Files.getFileAttributeView(probe, PosixFileAttributeView.class).setGroup(other);
            return other;
        } catch (IOException e) {
            return own;
        } finally {
            Files.delete(probe);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void fileWithoutItsGroupIsStillWritten() throws IOException {
        JsonFileApiKeyStore store = openWithKey();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        disk.failing = "keep readers";
        store.insert(Samples.key("k2", "acme"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(store.find(new KeyId("k2"))).isPresent();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void lockFileThatIsASymbolicLinkIsRefused() throws IOException {
        openWithKey().close();
        Path lock = file.resolveSibling("keys.json.lock");
        Files.delete(lock);
        Path elsewhere = folder.resolve("elsewhere");
        Files.createSymbolicLink(lock, elsewhere);
        JsonFileApiKeyStore store = open();
        assertThatThrownBy(() -> store.insert(Samples.key("k2", "acme")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("keys.json.lock");
        assertThat(elsewhere).doesNotExist();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void changeThatWouldTakeTheFileFromItsOwnerFailsAndSaysWhoseItIs() throws IOException {
        openWithKey().close();
        Files.delete(file.resolveSibling("keys.json.lock"));
        String before = Files.readString(file);
        disk.ofAnotherUser = true;
        JsonFileApiKeyStore store = open();
        assertThatThrownBy(() -> store.replace(KEY.revoked("leaked")))
                .isInstanceOf(StoreException.class)
                .hasMessage("Cannot write " + file + ": it belongs to "
                        + Files.getOwner(file).getName() + "; make the change as that user");
        assertThat(namesInFolder()).containsExactly("keys.json");
        assertThat(file).hasContent(before);
        assertThat(store.list(KeyQuery.ofWorkspace("acme"))).containsExactly(KEY);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void fileThatAnotherUserCreatedDuringTheWaitIsLeftToThem() throws IOException {
        disk.ofAnotherUser = true;
        RecordsFile records = new RecordsFile(file, disk);
        records.requireOwned();
        Files.writeString(file, "theirs");
        assertThatThrownBy(() -> records.replace(new Records()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("it belongs to ");
        assertThat(file).hasContent("theirs");
        assertThat(namesInFolder()).containsExactly("keys.json");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void rootTakesNoFileFromItsOwnerEither() throws IOException {
        JsonFileApiKeyStore store = openWithKey();
        UserPrincipal other =
                file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("65534");
        try {
            Files.setOwner(file, other);
        } catch (FileSystemException e) {
            abort("Only root gives files away: " + e);
        }
        assertThatThrownBy(() -> store.replace(KEY.revoked("leaked")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("it belongs to " + Files.getOwner(file).getName() + ";");
        assertThat(Files.getOwner(file)).isEqualTo(other);
    }

    @Test
    void firstChangeMayBeAnybodys() {
        disk.ofAnotherUser = true;
        JsonFileApiKeyStore store = open();
        store.insert(Samples.workspace("acme"));
        assertThat(store.workspaces()).containsExactly(Samples.workspace("acme"));
    }

    @Test
    void damagedFileIsNotOpened() throws IOException {
        openWithKey();
        Files.writeString(file, Files.readString(file).replace("\"ACTIVE\"", "\"active\""));
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessage("Cannot read " + file
                        + ": line 7, column 77: keys[0].status: write one of [ACTIVE, DISABLED, REVOKED]");
        Files.writeString(file, "");
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("it is empty; delete it to start with an empty store");
    }

    @Test
    void changeByHandIsSeenAndTold() throws IOException {
        JsonFileApiKeyStore store = openWithKey();
        revokeByHand();
        store.poll();
        assertThat(store.list(KeyQuery.ofWorkspace("acme"))).containsExactly(KEY.revoked("by hand"));
        assertThat(told).containsExactly(new StoreChange.OfAnything());
    }

    @Test
    void fileThatIsTheSameIsNotTold() throws IOException {
        JsonFileApiKeyStore store = openWithKey();
        Files.write(file, Files.readAllBytes(file));
        store.poll();
        store.poll();
        assertThat(told).isEmpty();
    }

    @Test
    void changeThatLeavesTheStampAsItWasIsSeenWhileTheFileIsYoung() throws IOException {
        JsonFileApiKeyStore store = openWithKey();
        store.poll();
        FileStamp before = FileStamp.of(file);
        FileTime modified = Files.getLastModifiedTime(file);
        Files.writeString(file, Files.readString(file).replace("\"name\":\"ci\"", "\"name\":\"xy\""));
        Files.setLastModifiedTime(file, modified);
        assertThat(FileStamp.of(file)).isEqualTo(before);
        store.poll();
        assertThat(store.list(KeyQuery.ofWorkspace("acme")).get(0).settings().name())
                .isEqualTo("xy");
    }

    @Test
    void anotherStoresChangeIsSeenWithinASecond() throws InterruptedException {
        openWithKey();
        CountDownLatch seen = new CountDownLatch(1);
        try (JsonFileApiKeyStore watching = JsonFileApiKeyStore.open(file)) {
            watching.onChange(change -> seen.countDown());
            opened.get(0).replace(KEY.revoked("leaked"));
            assertThat(seen.await(1, TimeUnit.SECONDS)).isTrue();
            assertThat(watching.list(KeyQuery.ofWorkspace("acme"))).containsExactly(KEY.revoked("leaked"));
        }
    }

    @Test
    void changeIsMadeOnWhatTheFileSaysNow() {
        JsonFileApiKeyStore one = openWithKey();
        JsonFileApiKeyStore other = open();
        one.insert(Samples.key("k2", "acme"));
        other.insert(Samples.key("k3", "acme"));
        assertThat(other.list(KeyQuery.ofWorkspace("acme")).stream()
                        .map(key -> key.id().value()))
                .containsExactly("k1", "k2", "k3");
        one.poll();
        assertThat(one.list(KeyQuery.ofWorkspace("acme"))).isEqualTo(other.list(KeyQuery.ofWorkspace("acme")));
    }

    @Test
    void pollThatHasReadTheOldFileDoesNotBringItBack() throws InterruptedException {
        JsonFileApiKeyStore store = openWithKey();
        Thread writer = new Thread(() -> store.replace(KEY.revoked("leaked")));
        disk.afterRead = () -> {
            disk.afterRead = () -> {};
            writer.start();
            while (writer.getState() != Thread.State.WAITING && writer.isAlive()) {
                Thread.onSpinWait();
            }
        };
        store.poll();
        writer.join();
        assertThat(store.list(KeyQuery.ofWorkspace("acme"))).containsExactly(KEY.revoked("leaked"));
    }

    @Test
    void lostRaceOfTwoStoresShowsTheWinnersRecordAtOnce() {
        JsonFileApiKeyStore one = openWithKey();
        JsonFileApiKeyStore other = open();
        other.replace(KEY.revoked("first"));
        assertThat(one.replace(Samples.renamed(KEY, "second"))).isFalse();
        assertThat(one.list(KeyQuery.ofWorkspace("acme"))).containsExactly(KEY.revoked("first"));
        assertThat(told).containsExactly(new StoreChange.OfAnything());
    }

    @Test
    void damageWhileRunningStopsReadingAndWritingUntilItIsMended() throws IOException {
        JsonFileApiKeyStore store = openWithKey();
        String good = Files.readString(file);
        Files.writeString(file, good.substring(0, 100));
        store.poll();
        assertUnreadable(store, "line ");
        assertThat(Files.readString(file)).isEqualTo(good.substring(0, 100));
        Files.writeString(file, good);
        store.poll();
        assertThat(store.find(KEY.id())).isPresent();
        assertThat(store.replace(KEY.revoked("leaked"))).isTrue();
    }

    @Test
    void changeFindsDamageThatNobodyHasPolledYetAndLeavesItAlone() throws IOException {
        JsonFileApiKeyStore store = openWithKey();
        Files.writeString(file, "{");
        assertThatThrownBy(() -> store.replace(KEY.revoked("leaked"))).isInstanceOf(StoreException.class);
        assertThat(Files.readString(file)).isEqualTo("{");
    }

    @Test
    void fileThatIsGoneIsNotAnEmptyStore() throws IOException {
        JsonFileApiKeyStore store = openWithKey();
        String good = Files.readString(file);
        Files.delete(file);
        store.poll();
        assertUnreadable(store, "it is missing; restore it");
        assertThat(file).doesNotExist();
        Files.writeString(file, good);
        store.poll();
        assertThat(store.list(KeyQuery.ofWorkspace("acme"))).containsExactly(KEY);
    }

    private void assertUnreadable(JsonFileApiKeyStore store, String why) {
        List<Runnable> methods = List.of(
                () -> store.find(KEY.id()),
                () -> store.find(new KeyId("unknown")),
                () -> store.list(KeyQuery.ofWorkspace("acme")),
                () -> store.findWorkspace("acme"),
                store::workspaces,
                () -> store.insert(Samples.key("k2", "acme")),
                () -> store.insert(Samples.workspace("zeta")),
                () -> store.replace(KEY.revoked("leaked")),
                () -> store.replace(
                        Samples.workspace("acme").withSuspended(true).next()));
        assertThat(methods)
                .allSatisfy(method -> assertThatThrownBy(method::run)
                        .isInstanceOf(StoreException.class)
                        .hasMessageStartingWith("Cannot read " + file + ": ")
                        .hasMessageContaining(why));
    }

    @Test
    void failedWriteChangesNothingAndTheNextOneWorks() throws IOException {
        JsonFileApiKeyStore store = openWithKey();
        byte[] before = Files.readAllBytes(file);
        for (String step : List.of("write", "rename")) {
            disk.failing = step;
            assertThatThrownBy(() -> store.replace(KEY.revoked("leaked")))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("Cannot write " + file)
                    .hasMessageContaining("No space left");
            assertThat(file).hasBinaryContent(before);
            assertThat(namesInFolder()).containsExactly("keys.json", "keys.json.lock");
            assertThat(store.list(KeyQuery.ofWorkspace("acme"))).containsExactly(KEY);
            assertThat(told).isEmpty();
        }
        disk.failing = "";
        assertThat(store.replace(KEY.revoked("leaked"))).isTrue();
    }

    @Test
    void changeThatMayNotSurviveAPowerFailureIsSeenToldAndReported() {
        JsonFileApiKeyStore store = openWithKey();
        disk.failing = "force folder";
        assertThatThrownBy(() -> store.replace(KEY.revoked("leaked")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("a power failure may restore the old file");
        assertThat(store.list(KeyQuery.ofWorkspace("acme"))).containsExactly(KEY.revoked("leaked"));
        assertThat(told).containsExactly(new StoreChange.OfKey(KEY.id()));
        assertThat(open().list(KeyQuery.ofWorkspace("acme"))).containsExactly(KEY.revoked("leaked"));
    }

    @Test
    void blockedTemporaryFileIsAFailureAndALeftOverOneIsNot() throws IOException {
        JsonFileApiKeyStore store = openWithKey();
        Path temporary = file.resolveSibling("keys.json.tmp");
        Path blocking = Files.createDirectories(temporary.resolve("blocking"));
        assertThatThrownBy(() -> store.insert(Samples.key("k2", "acme"))).isInstanceOf(StoreException.class);
        assertThat(store.list(KeyQuery.ofWorkspace("acme"))).containsExactly(KEY);
        Files.delete(blocking);
        Files.delete(temporary);
        Files.writeString(temporary, "{\"format\":");
        store.insert(Samples.key("k2", "acme"));
        assertThat(temporary).doesNotExist();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void symbolicLinkIsReadAndNotReplaced() throws IOException {
        openWithKey();
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), file);
        file = link;
        JsonFileApiKeyStore store = open();
        assertThat(store.list(KeyQuery.ofWorkspace("acme"))).containsExactly(KEY);
        assertThatThrownBy(() -> store.insert(Samples.key("k2", "acme")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("symbolic link");
        assertThat(link).isSymbolicLink();
    }

    @Test
    void closedStoreAnswersNothing() {
        JsonFileApiKeyStore store = openWithKey();
        store.close();
        store.poll();
        assertThatThrownBy(() -> store.find(KEY.id()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is closed");
        assertThatThrownBy(() -> store.insert(Samples.key("k2", "acme")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is closed");
        assertThat(open().list(KeyQuery.ofWorkspace("acme"))).containsExactly(KEY);
    }

    @Test
    void listenerThatFailsDoesNotStopTheWatch() throws IOException {
        JsonFileApiKeyStore store = openWithKey();
        store.onChange(change -> {
            throw new IllegalStateException("broken listener");
        });
        revokeByHand();
        store.poll();
        assertThat(store.list(KeyQuery.ofWorkspace("acme"))).containsExactly(KEY.revoked("by hand"));
    }

    @Test
    void interruptedThreadChangesNothing() {
        JsonFileApiKeyStore store = openWithKey();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> store.replace(KEY.revoked("leaked")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(store.list(KeyQuery.ofWorkspace("acme"))).containsExactly(KEY);
        assertThat(store.replace(KEY.revoked("leaked"))).isTrue();
    }

    @Test
    void rootFolderIsRefused() {
        assertThatThrownBy(() -> JsonFileApiKeyStore.open(folder.getRoot()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name a file");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void pipeInPlaceOfTheFileIsNotWaitedFor() throws Exception {
        JsonFileApiKeyStore store = openWithKey();
        Files.delete(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        assertTimeoutPreemptively(Duration.ofSeconds(5), store::poll);
        assertThatThrownBy(() -> store.list(KeyQuery.ofWorkspace("acme"))).hasMessageContaining("not a regular file");
    }

    @Test
    void lookThatEndsInAnErrorIsFollowedByAnother() throws IOException {
        JsonFileApiKeyStore store = openWithKey();
        Files.writeString(file, Files.readString(file) + "\n");
        disk.afterRead = () -> {
            throw new OutOfMemoryError("as if");
        };
        store.poll();
        assertThatThrownBy(() -> store.list(KeyQuery.ofWorkspace("acme"))).isInstanceOf(StoreException.class);
        disk.afterRead = () -> {};
        store.poll();
        assertThat(store.list(KeyQuery.ofWorkspace("acme"))).hasSize(1);
    }
}
