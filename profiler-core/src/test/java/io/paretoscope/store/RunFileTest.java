package io.paretoscope.store;

import io.paretoscope.sweep.RunStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A run in a file, from one store into another. */
class RunFileTest {
    @TempDir
    Path folder;

    private Path file;
    private StoredRun original;

    @BeforeEach
    void share() {
        file = folder.resolve("run-1.paretoscope");
        try (RunStore store = here()) {
            long id = SampleRuns.writeAll(store);
            store.selfTest(id, "{\"timer_ns\":25}");
            store.tag(id, "baseline");
            store.note(id, "two\nlines, é");
            store.finish(id, RunStatus.FAILED, "the worker ended");
            store.share(id, file);
            original = store.run(id).orElseThrow();
        }
    }

    private RunStore here() {
        return RunStore.open(folder.resolve("here"));
    }

    private RunStore elsewhere() {
        return RunStore.open(folder.resolve("elsewhere"));
    }

    private String refusal() {
        try (RunStore store = elsewhere()) {
            String message = String
                    .valueOf(assertThrows(StoreException.class, () -> store.importRun(file)).getMessage());
            assertEquals(List.of(), store.runs());
            return message;
        }
    }

    private void rewrite(UnaryOperator<List<String>> change) {
        try {
            List<String> lines;
            try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
                lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
            }
            try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
                out.write((String.join("\n", change.apply(lines)) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everythingOfTheRunArrives() {
        try (RunStore store = elsewhere()) {
            SampleRuns.writeAll(store);
            StoredRun taken = store.run(store.importRun(file)).orElseThrow();
            assertEquals(original.results(), taken.results());
            assertEquals(List.of(original.plan(), original.conditions(), original.message(), original.selfTest()),
                    List.of(taken.plan(), taken.conditions(), taken.message(), taken.selfTest()));
            assertEquals(List.of(original.summary().tags(), original.summary().note(), original.summary().startedAt(),
                    original.summary().status()),
                    List.of(taken.summary().tags(), taken.summary().note(), taken.summary().startedAt(),
                            taken.summary().status()));
        }
    }

    @Test
    void itSaysFromWhereItCame() {
        try (RunStore store = elsewhere()) {
            long id = store.importRun(file);
            RunOrigin origin = store.runs().getFirst().origin().orElseThrow();
            assertEquals("run-1.paretoscope", origin.fileName());
            assertEquals(1, origin.run());
            store.share(id, folder.resolve("again.paretoscope"));
            try (RunStore third = RunStore.open(folder.resolve("third"))) {
                third.importRun(folder.resolve("again.paretoscope"));
                assertEquals(origin.store(), third.runs().getFirst().origin().orElseThrow().store());
            }
        }
    }

    @Test
    void aStoreWithATakenRunIsSoundAndCanBeRebuilt() {
        try (RunStore store = elsewhere()) {
            store.importRun(file);
            assertEquals(List.of(), store.check().troubles());
        }
        RunStore.rebuild(RunStore.rescueOf(folder.resolve("elsewhere")), folder.resolve("rebuilt"));
        try (RunStore store = RunStore.open(folder.resolve("rebuilt"))) {
            assertEquals(original.results(), store.run(1).orElseThrow().results());
            assertTrue(store.runs().getFirst().origin().isPresent());
        }
    }

    @Test
    void aTakenRunIsNotGoneOnWith() {
        try (RunStore store = elsewhere()) {
            long id = store.importRun(file);
            assertTrue(String.valueOf(assertThrows(StoreException.class, () -> store.resume(id)).getMessage())
                    .endsWith("run 1 could not be resumed: it was measured elsewhere and came in run-1.paretoscope; "
                            + "begin a new run of its plan to measure here"));
        }
    }

    @Test
    void theSameRunIsNotTakenTwice() {
        try (RunStore store = elsewhere()) {
            store.importRun(file);
            assertTrue(String.valueOf(assertThrows(StoreException.class, () -> store.importRun(file)).getMessage())
                    .endsWith("run-1.paretoscope holds a run that is here already, as run 1"));
        }
    }

    @Test
    void aStoreDoesNotTakeItsOwnRun() {
        try (RunStore store = here()) {
            assertTrue(String.valueOf(assertThrows(StoreException.class, () -> store.importRun(file)).getMessage())
                    .endsWith("run-1.paretoscope holds a run that is here already, as run 1"));
        }
    }

    @Test
    void aDeletedRunCanBeTakenAgain() {
        try (RunStore store = elsewhere()) {
            store.delete(store.importRun(file));
            assertEquals(2, store.importRun(file));
        }
    }

    @Test
    void aRunThatIsUnderWayArrivesAsStopped() {
        try (RunStore store = here()) {
            store.share(SampleRuns.writeAll(store), file);
        }
        try (RunStore store = elsewhere()) {
            StoredRun taken = store.run(store.importRun(file)).orElseThrow();
            assertEquals(RunStatus.STOPPED, taken.summary().status());
            assertEquals("was shared before it ended", taken.message());
        }
    }

    @Test
    void aFileOfANewerVersionIsRefused() {
        rewrite(lines -> lines.stream().map(line -> line.replace("\"form\":1,", "\"form\":2,")).toList());
        assertEquals(file + ": was written by a newer Paretoscope (its form is 2, and this one reads 1); open it with "
                + "that one", refusal());
    }

    @Test
    void aChangedLineIsNamed() {
        rewrite(lines -> lines.stream().map(line -> line.replace("\"total_ns\":", "\"total_ns\":1")).toList());
        assertEquals(
                file + ": is damaged: line 3 its checksum does not fit; have it sent again; nothing was taken from "
                        + "it",
                refusal());
    }

    @Test
    void aFileWithoutItsLastPointIsDamaged() {
        rewrite(lines -> lines.stream().filter(line -> !line.contains("\"ordinal\":5")).toList());
        assertEquals(file + ": is damaged: line 8 counts 6 points, and there are 5; have it sent again; nothing was "
                + "taken from it", refusal());
    }

    @Test
    void aFileThatWasCutAnywhereIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(7);
        for (int i = 0; i < 25; i++) {
            Files.write(file, Arrays.copyOf(whole, 2 + random.nextInt(whole.length - 3)));
            String message = refusal();
            assertTrue(message.startsWith(file + ": is "), message);
            assertFalse(message.contains("\n"), message);
        }
    }

    @Test
    void aFlippedBitAnywhereIsRefusedOrHarmless() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(11);
        for (int i = 0; i < 25; i++) {
            byte[] flipped = whole.clone();
            // Behind gzip's own header, whose time stamp and system say nothing of the run.
            flipped[10 + random.nextInt(whole.length - 10)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, flipped);
            assertFalse(refusal().contains("\n"));
        }
    }

    @Test
    void anotherFileIsNoRunFile() throws IOException {
        Files.writeString(file, "model,batch\nopt-125m,1\n");
        assertEquals(file + ": is no run file; give one that 'paretoscope export --share' wrote", refusal());
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("model,batch\n".getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(file + ": is no run file; give one that 'paretoscope export --share' wrote", refusal());
    }

    @Test
    void aMissingFileAndAFolderAreNamed() throws IOException {
        Files.delete(file);
        assertEquals(file + ": there is no such file", refusal());
        Files.createDirectory(file);
        assertEquals(file + ": is a folder, expected a run file", refusal());
    }

    @Test
    void whereItCannotBeWrittenNothingIsLeftBehind() throws IOException {
        Path nowhere = folder.resolve("no").resolve("run.paretoscope");
        try (RunStore store = here()) {
            assertEquals(
                    nowhere + ": cannot be written, since there is no folder " + nowhere.getParent()
                            + "; make it, or give a file in another",
                    String.valueOf(assertThrows(StoreException.class, () -> store.share(1, nowhere)).getMessage()));
            assertEquals(folder + ": is a folder; give a file, such as " + folder.resolve("run.paretoscope"),
                    String.valueOf(assertThrows(StoreException.class, () -> store.share(1, folder)).getMessage()));
        }
        try (var files = Files.list(folder)) {
            assertEquals(List.of(), files.filter(path -> path.toString().endsWith(".tmp")).toList());
        }
    }
}
