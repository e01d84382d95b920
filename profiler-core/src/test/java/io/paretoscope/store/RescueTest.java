package io.paretoscope.store;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RescueTest {
    @TempDir
    Path temp;

    private Path file = Path.of("");
    private Path rescue = Path.of("");
    private Path again = Path.of("");

    @BeforeEach
    void resolve() throws IOException {
        Path folder = temp.toRealPath();
        file = folder.resolve("runs.mv.db");
        rescue = folder.resolve("runs.rescue.jsonl");
        again = folder.resolve("again.mv.db");
    }

    /** Two runs with everything that a run can have; the first was resumed. */
    private List<StoredRun> write() {
        try (RunStore store = RunStore.open(file)) {
            long first = SampleRuns.writeAll(store);
            store.finish(first, RunStatus.STOPPED, "stopped by the user");
            store.resume(first);
            store.append(first, SampleRuns.measured(SampleRuns.plan().points().get(2), new Reading.Value(5, 1)));
            store.finish(first, RunStatus.COMPLETED, "");
            store.tag(first, "baseline");
            store.note(first, "two\nlines");
            long second = store.begin(SampleRuns.plan(2), SampleRuns.conditions(), SampleRuns.STARTED_AT);
            store.selfTest(second, "{\"timer_ns\":25}");
            store.finish(second, RunStatus.FAILED, "no more workers");
            return runs(store);
        }
    }

    private static List<StoredRun> runs(RunStore store) {
        return store.runs().stream().map(summary -> store.run(summary.id()).orElseThrow()).toList();
    }

    private static List<StoredRun> runs(Path file) {
        try (RunStore store = RunStore.open(file)) {
            return runs(store);
        }
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(rescue);
    }

    private void write(List<String> lines) throws IOException {
        Files.writeString(rescue, String.join("\n", lines) + "\n");
    }

    @Test
    void aRebuiltStoreEqualsTheLostOne() {
        List<StoredRun> lost = write();
        assertEquals(new Rebuilt(again, 2, 6, 0, List.of()), RunStore.rebuild(rescue, again));
        assertEquals(lost, runs(again));
    }

    @Test
    void aRebuiltStoreTakesThePlaceOfTheLostOne() throws IOException {
        List<StoredRun> lost = write();
        Files.delete(file);
        RunStore.rebuild(rescue, file);
        assertEquals(lost, runs(file));
    }

    @Test
    void aRebuiltStoreIsSound() {
        write();
        RunStore.rebuild(rescue, again);
        try (RunStore store = RunStore.open(again)) {
            assertEquals(new StoreCheck(2, 6, 0, List.of(), List.of()), store.check());
        }
    }

    @Test
    void aRebuiltStoreTakesNewRuns() {
        write();
        RunStore.rebuild(rescue, again);
        try (RunStore store = RunStore.open(again)) {
            assertEquals(3, SampleRuns.writeAll(store));
        }
    }

    @Test
    void everyLineIsAJsonObject() throws IOException {
        write();
        List<String> kinds = new ArrayList<>();
        for (String line : lines()) {
            JsonObject object = JsonParser.parseString(line).getAsJsonObject();
            kinds.add(object.get("kind").getAsString());
        }
        assertEquals(
                List.of("store", "run", "point", "point", "point", "point", "point", "point", "run", "run", "point",
                        "run", "run", "run", "run", "run", "run"),
                kinds);
    }

    @Test
    void aTornLastLineIsLeftOutAndTold() throws IOException {
        List<StoredRun> lost = write();
        Files.writeString(rescue, "{\"kind\":\"point\",\"change\":99,\"run\":2,\"wind", StandardOpenOption.APPEND);
        assertEquals(List.of("line 18 was left out: it is the last and was never finished"),
                RunStore.rebuild(rescue, again).notes());
        assertEquals(lost, runs(again));
    }

    @Test
    void aTornLastLineIsReplacedAtTheNextOpening() throws IOException {
        write();
        List<String> whole = lines();
        List<String> torn = new ArrayList<>(whole);
        torn.set(torn.size() - 1, torn.getLast().substring(0, 40));
        Files.writeString(rescue, String.join("\n", torn));
        runs(file);
        assertEquals(whole, lines());
    }

    @Test
    void whatTheFileLacksIsAppendedAtTheNextOpening() throws IOException {
        List<StoredRun> stored = write();
        List<String> whole = lines();
        for (int kept = 1; kept < whole.size(); kept++) {
            write(whole.subList(0, kept));
            runs(file);
            Path rebuilt = again.resolveSibling("again-" + kept);
            RunStore.rebuild(rescue, rebuilt);
            assertEquals(stored, runs(rebuilt), "after " + kept + " lines");
        }
    }

    @Test
    void aLostFileIsMadeAnew() throws IOException {
        List<StoredRun> stored = write();
        Files.delete(rescue);
        runs(file);
        RunStore.rebuild(rescue, again);
        assertEquals(stored, runs(again));
    }

    @Test
    void aChangedDigitIsNoticed() throws IOException {
        write();
        List<String> lines = new ArrayList<>(lines());
        lines.set(2, lines.get(2).replaceFirst("\"load_ns\":1", "\"load_ns\":2"));
        write(lines);
        Rebuilt rebuilt = RunStore.rebuild(rescue, again);
        assertEquals(List.of("line 3 was left out: its checksum does not fit"), rebuilt.notes());
        assertEquals(5, rebuilt.points());
    }

    @Test
    void aFileThatCannotBeWrittenStopsNobodyAndIsTold() throws IOException {
        Files.createDirectory(rescue);
        try (RunStore store = RunStore.open(file)) {
            long id = SampleRuns.writeAll(store);
            assertEquals(SampleRuns.results(), store.run(id).orElseThrow().results());
            String note = store.check().notes().getFirst();
            assertTrue(note.startsWith(rescue + ": cannot be written ("), note);
        }
    }

    @Test
    void aFileThatCanBeWrittenAgainCatchesUp() throws IOException {
        Files.createDirectory(rescue);
        try (RunStore store = RunStore.open(file)) {
            long id = SampleRuns.writeAll(store);
            Files.delete(rescue);
            store.finish(id, RunStatus.COMPLETED, "");
            assertEquals(List.of(), store.check().notes());
        }
        RunStore.rebuild(rescue, again);
        assertEquals(runs(file), runs(again));
    }

    @Test
    void valuesThatJsonDoesNotKnowSurvive() {
        double[] values = {Double.NaN, Double.POSITIVE_INFINITY, -0.0, Double.MIN_VALUE};
        Trace trace = new Trace(Quantity.POWER_INSTANT, "a source", new long[values.length], values);
        PointResult result = SampleRuns.withTrace(SampleRuns.plan().points().getFirst(), trace);
        JsonObject json = JsonParser.parseString(PointJson.of(result).toString()).getAsJsonObject();
        assertEquals(result, PointJson.result(json, result.point()));
    }

    @Test
    void aStoreThatIsThereIsNotRebuiltOver() {
        write();
        assertEquals(file + ": is there already; give a store file that is not, or move that one away",
                assertThrows(StoreException.class, () -> RunStore.rebuild(rescue, file)).getMessage());
    }

    @Test
    void aFileThatIsNoRescueFileIsRefused() throws IOException {
        Path notes = Files.writeString(temp.resolve("notes.txt"), "my notes\nand more\n");
        assertEquals(
                notes + ": holds no sound line of a rescue file; give the file that lies beside a store and ends in "
                        + ".rescue.jsonl",
                assertThrows(StoreException.class, () -> RunStore.rebuild(notes, again)).getMessage());
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertEquals(rescue + ": is not a file that can be read; give the file that lies beside a store and ends in "
                + ".rescue.jsonl",
                assertThrows(StoreException.class, () -> RunStore.rebuild(rescue, again)).getMessage());
    }
}
