package io.paretoscope.export;

import io.paretoscope.engine.StepTimes;
import io.paretoscope.store.RunStore;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.SampleRuns;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.PointSamples;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.TestSamples;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RunCsvTest {
    @TempDir
    Path folder;

    private StoredRun run = stored();

    private static StoredRun stored() {
        RunSummary summary = new RunSummary(1, SampleRuns.STARTED_AT, RunStatus.RUNNING, List.of(), "cuda:3", "bf16",
                List.of("graph"), 6,
                0, 0, 0);
        return new StoredRun(summary, SampleRuns.plan(), SampleRuns.conditions(), "", List.of());
    }

    @BeforeEach
    void readFromAStore() {
        try (RunStore store = RunStore.open(folder.resolve("runs"))) {
            SampleRuns.writeAll(store);
            run = store.latest().orElseThrow();
        }
    }

    private static List<CSVRecord> parse(String text) throws IOException {
        return CSVFormat.RFC4180.builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(new StringReader(text))
                .getRecords();
    }

    private CSVRecord row(int ordinal) throws IOException {
        return parse(RunCsv.text(run)).get(ordinal);
    }

    @Test
    void thereIsOneRowAPoint() throws IOException {
        assertEquals(run.results().size(), parse(RunCsv.text(run)).size());
    }

    @Test
    void everyValueReadsBackExactlyAsTheStoreHasIt() throws IOException {
        List<CSVRecord> rows = parse(RunCsv.text(run));
        for (PointResult result : run.results()) {
            CSVRecord row = rows.get(result.point().ordinal());
            for (Metric metric : Metric.values()) {
                String value = row.get(metric.key());
                String n = row.get(metric.key() + "_n");
                Reading expected = result.outcome() instanceof PointOutcome.Measured measured
                        ? measured.metrics().reading(metric)
                        : new Reading.Unavailable("");
                if (expected instanceof Reading.Value known) {
                    assertEquals(new Reading.Value(known.value(), known.n()),
                            new Reading.Value(Double.parseDouble(value), Integer.parseInt(n)));
                } else {
                    assertEquals("|", value + "|" + n);
                }
            }
        }
    }

    @Test
    void aRowSaysWhatWasMeasuredWhere() throws IOException {
        assertEquals(
                "1; 2026-11-23T08:15:30.123456789Z; my \"own\" opt, é; /models/my own, \"opt\"; cuda:3; bf16; "
                        + "graph; torchscript; a graph of \"that\" batch, é, was refused; 4; 1; streams; ; ; 16; 8; measured; ",
                String.join("; ", row(4).toList().subList(0, 18)));
    }

    @Test
    void syntheticWeightsAreCalledSo() throws IOException {
        assertEquals("synthetic, seed -9223372036854775808", row(0).get("weights"));
    }

    @Test
    void theNotesSayWhyAValueIsMissing() throws IOException {
        String notes = row(1).get("notes");
        assertTrue(notes.startsWith("itl_p99_ms: n too small: 84 of 299 steps; ")
                && notes.contains("peak_device_memory_bytes: the driver, \"nvml\", does not tell"), notes);
    }

    @Test
    void aFailedPointGivesItsReason() throws IOException {
        assertEquals("failed: out of memory: 3.2 GiB wanted, \"1.0 GiB\" free",
                row(2).get("outcome") + ": " + row(2).get("reason"));
    }

    @Test
    void aSkippedPointGivesItsReason() throws IOException {
        assertEquals("skipped: needs 9.1 GiB, cuda:3 has 8.0 GiB",
                row(3).get("outcome") + ": " + row(3).get("reason"));
    }

    @Test
    void bytesHaveNoExponent() throws IOException {
        assertEquals("1234567890", row(0).get("peak_device_memory_bytes"));
    }

    @Test
    void aNumberThatIsNotFiniteIsLeftEmptyWithANote() throws IOException {
        PointSamples samples = TestSamples.of(List.of(new StepTimes(1, 1, 2, 1, List.of(0L), 1)),
                new Reading.Value(1, 1));
        PointResult instant = SampleRuns.result(run.plan().points().getFirst(), PointOutcome.Measured.of(samples));
        StoredRun odd = new StoredRun(run.summary(), run.plan(), run.conditions(), "", List.of(instant));
        CSVRecord row = parse(RunCsv.text(odd)).getFirst();
        assertEquals("", row.get("decode_tokens_per_s"));
        assertTrue(row.get("notes").contains("decode_tokens_per_s: not a finite number: Infinity"), row.get("notes"));
    }

    @Test
    void linesEndAsTheStandardHasIt() {
        String text = RunCsv.text(run);
        assertEquals(run.results().size() + 1, text.split("\r\n", -1).length - 1);
    }

    @Test
    void theLanguageOfTheMachineDoesNotMatter() {
        Locale before = Locale.getDefault();
        String expected = RunCsv.text(run);
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals(expected, RunCsv.text(run));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void theFileHasTheText() throws IOException {
        Path file = folder.resolve("run.csv");
        RunCsv.write(run, file);
        assertEquals(RunCsv.text(run), Files.readString(file));
    }

    @Test
    void anEarlierFileIsReplacedAndNothingElseIsLeft() throws IOException {
        Path exports = Files.createDirectory(folder.resolve("exports"));
        Path file = Files.writeString(exports.resolve("run.csv"), "an earlier run, which was longer ".repeat(1000));
        RunCsv.write(run, file);
        assertEquals(RunCsv.text(run), Files.readString(file));
        try (var files = Files.list(exports)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path file = Files.writeString(folder.resolve("run.csv"), "earlier");
        Path link = Files.createSymbolicLink(folder.resolve("latest.csv"), file);
        RunCsv.write(run, link);
        assertEquals(RunCsv.text(run), Files.readString(file));
        assertFalse(Files.isRegularFile(link, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path file = folder.resolve("nowhere/run.csv");
        IOException e = assertThrows(IOException.class, () -> RunCsv.write(run, file));
        assertEquals(file + ": cannot be written, since there is no folder " + file.getParent()
                + "; make it, or give a file in another", e.getMessage());
    }

    @Test
    void aFolderInPlaceOfAFileIsNamed() {
        IOException e = assertThrows(IOException.class, () -> RunCsv.write(run, folder));
        assertEquals(folder + ": is a folder; give a file, such as " + folder.resolve("run.csv"), e.getMessage());
    }
}
