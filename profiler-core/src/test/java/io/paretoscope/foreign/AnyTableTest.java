package io.paretoscope.foreign;

import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tables whose columns are explained, and what can be wrong with them. */
class AnyTableTest {
    private static final String[] PLAIN = {"--map batch=b", "--map output_tokens_per_s=speed"};

    @TempDir
    Path folder;

    private ForeignRun read(String text, String... options) throws IOException {
        return ForeignReader.read(Files.writeString(folder.resolve("t.csv"), text), ForeignFiles.request(options),
                ForeignFiles.NOW);
    }

    private String refused(String text, String... options) {
        String message = String
                .valueOf(assertThrows(ForeignFileException.class, () -> read(text, options)).getMessage());
        assertEquals(1, message.lines().count(), message);
        return message;
    }

    private static double speed(ForeignRun run, int point) {
        return run.points().get(point).reading(Metric.OUTPUT_THROUGHPUT).asDouble().orElseThrow();
    }

    @Test
    void columnsAreTakenAsTheyAreMapped() throws IOException {
        ForeignRun run = read("m,b,r,speed,itl\nopt,8,2,100.5,0.004\n", "--map model=m", "--map batch=b",
                "--map replicas=r", "--map output_tokens_per=speed", "--map itl_mean=itl*1000");
        ForeignPoint point = run.points().getFirst();
        assertEquals("opt, 2 replicas", point.series());
        assertEquals(OptionalInt.of(16), point.batch());
        assertEquals(100.5, point.reading(Metric.OUTPUT_THROUGHPUT).asDouble().orElseThrow());
        assertEquals(4, point.reading(Metric.ITL_MEAN).asDouble().orElseThrow(), 1e-12);
    }

    @Test
    void aRunWithoutAModelIsCalledByItsTitle() throws IOException {
        ForeignRun run = read("b,speed\n1,2\n", "--map batch=b", "--map output_tokens_per_s=speed", "--title mine");
        assertEquals("mine", run.title());
        assertEquals(List.of("mine"), run.series());
    }

    @Test
    void devicesAndLengthsSeparateSeriesWhereTheyDiffer() throws IOException {
        ForeignRun run = read("b,gpu,in,speed\n1,A,64,2\n1,B,64,3\n", "--map batch=b", "--map device=gpu",
                "--map prompt_length=in", "--map output_tokens_per_s=speed", "--title t");
        assertEquals(List.of("t, A", "t, B"), run.series());
        assertEquals("64", run.conditions().get("prompt length"));
    }

    @Test
    void aColumnThatWasNamedSeparatesSeries() throws IOException {
        assertEquals(List.of("t, kind x", "t, kind y"),
                read("b,kind,speed\n1,x,2\n1,y,3\n", "--map batch=b", "--map series=kind",
                        "--map output_tokens_per_s=speed", "--title t").series());
    }

    @Test
    void anIntervalIsThatOfTheFile() throws IOException {
        ForeignRun run = read("b,speed,lo,hi,k,n\n1,2,1.5,2.5,5,40\n", "--map batch=b",
                "--map output_tokens_per_s=speed*10", "--map output_tokens_per_s.low=lo",
                "--map output_tokens_per_s.high=hi", "--map output_tokens_per_s.repeats=k",
                "--map output_tokens_per_s.n=n");
        assertEquals(new Reading.Value(20, 40, Optional.of(new Interval(15, 25, 5)), Optional.of("column speed")),
                run.points().getFirst().reading(Metric.OUTPUT_THROUGHPUT));
    }

    @Test
    void withoutAnIntervalInTheFileThereIsNone() throws IOException {
        ForeignRun run = read("b,speed\n1,2\n", PLAIN);
        assertEquals(new Reading.Value(2, 1, Optional.empty(), Optional.of("column speed")),
                run.points().getFirst().reading(Metric.OUTPUT_THROUGHPUT));
    }

    @Test
    void aByteOrderMarkCrLfAndQuotesAreUnderstood() throws IOException {
        ForeignRun run = read(
                "\uFEFF\"b\",speed,\"what, else\"\r\n\"1\",2.5,\"a \"\"word\"\"\r\nand more\"\r\n2,3,\r\n",
                "--map batch=b", "--map output_tokens_per_s=speed", "--map notes=what, else");
        assertEquals(List.of("a \"word\"\r\nand more"), run.points().getFirst().notes());
        assertEquals(List.of(2, 4), run.points().stream().map(ForeignPoint::row).toList());
    }

    @Test
    void commentsBeforeTheHeaderAreNotRowsButCountAsLines() throws IOException {
        assertEquals(4, read("# who made it\n# when\nb,speed\n1,2\n", PLAIN).points().getFirst().row());
    }

    @Test
    void jsonIsATable() throws IOException {
        assertEquals(2.5,
                speed(read("[{\"b\": 1, \"speed\": 2.5, \"list\": [1]}, {\"b\": 2, \"speed\": 3}]", PLAIN), 0));
    }

    @Test
    void aRowWithoutAnyValueIsLeftOutAndCounted() throws IOException {
        ForeignRun run = read("b,speed\n1,2\n2,\n", PLAIN);
        assertEquals(1, run.points().size());
        assertEquals(List.of("1 row was left out: none of the metrics has a value there"), run.notes());
    }

    @Test
    void pointsOfTheSamePlaceAreToldApartByTheirLine() throws IOException {
        ForeignRun run = read("b,speed\n1,2\n1,3\n", "--map batch=b", "--map output_tokens_per_s=speed", "--title t");
        assertEquals(List.of("t, batch 1 (line 2)", "t, batch 1 (line 3)"),
                run.points().stream().map(ForeignPoint::label).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "1,NaN|t.csv: line 2, column 'speed': 'NaN' is not a finite number; leave the cell empty where there is no value",
        "1,inf|t.csv: line 2, column 'speed': 'inf' is not a finite number; leave the cell empty where there is no value",
        "1,0x1p3|t.csv: line 2, column 'speed': '0x1p3' is not a finite number; leave the cell empty where there is no value",
        "1,1e999|t.csv: line 2, column 'speed': '1e999' is too large",
        "1,-3|t.csv: line 2, column 'speed': '-3' is negative; no metric can be",
        "0,3|t.csv: line 2, column 'b': '0' is not a whole number of at least 1",
        "1.5,3|t.csv: line 2, column 'b': '1.5' is not a whole number of at least 1",
        "1|t.csv: line 2 has 1 cells, and the header 2 columns",
        "1,2,3|t.csv: line 2 has 3 cells, and the header 2 columns"})
    void aWrongCellIsToldByItsPlace(String row, String message) {
        assertEquals(message, refused("b,speed\n" + row + "\n", PLAIN));
    }

    @Test
    void anEmptyBatchIsToldByItsPlace() {
        assertEquals("t.csv: line 3, column 'b': is empty; every point needs its batch",
                refused("b,speed\n1,2\n,3\n", PLAIN));
    }

    @Test
    void aFactorThatMakesAValueInfiniteIsRefused() {
        assertEquals("t.csv: line 2, column 'speed': times 1.0E300 is too large",
                refused("b,speed\n1,1e300\n", "--map batch=b", "--map output_tokens_per_s=speed*1e300"));
    }

    @Test
    void aColumnWithoutANameIsKnownByItsPlace() throws IOException {
        assertEquals(OptionalInt.of(7),
                read(",speed\n7,2\n", "--map batch=column 1", "--map output_tokens_per_s=speed").points()
                        .getFirst()
                        .batch());
    }

    @Test
    void aValueOutsideItsIntervalIsRefused() {
        assertEquals("t.csv: line 2, column 'speed': the value does not lie between 'lo' and 'hi'",
                refused("b,speed,lo,hi,k\n1,2,3,4,5\n", "--map batch=b", "--map output_tokens_per_s=speed",
                        "--map output_tokens_per_s.low=lo", "--map output_tokens_per_s.high=hi",
                        "--map output_tokens_per_s.repeats=k"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--map batch=size|t.csv: --map: there is no column 'size'; there are b, speed",
        "--where size=3|t.csv: --where: there is no column 'size'; there are b, speed",
        "--where b=3|t.csv: no row has b=3; there are '1', '2'"})
    void whatIsNotInTheFileIsSaidWithWhatIs(String option, String message) {
        String map = option.startsWith("--map batch") ? "--map itl_mean_ms=speed" : "--map batch=b";
        assertEquals(message, refused("b,speed\n1,2\n2,3\n", map, "--map output_tokens_per_s=speed", option));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "b;speed/1;2/|t.csv: its header 'b;speed' is one column; columns must have commas between them",
        "b,b/1,2/|t.csv: has two columns 'b'; rename one of them, so that it is clear which is meant",
        "b,speed/|t.csv: has no rows below its header", "/ /|t.csv: is empty",
        "b,speed/1,\"2/|t.csv: is no CSV after line 1: a quote is not closed, or something follows one",
        "{\"b\": NaN}|t.csv: not valid JSON at line 1, column 7",
        "{\"b\": 1}/{\"b\": 1, \"b\": 2}|t.csv: line 2: b: is given twice", "[1]|t.csv: entry 1 is no JSON object"})
    void aFileThatIsNoTableIsRefused(String text, String message) {
        assertEquals(message, refused(text.replace('/', '\n'), PLAIN));
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() throws IOException {
        Path file = Files.write(folder.resolve("t.csv"),
                "b,speed\n1,2\n1,\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(file + ": line 3 is not UTF-8; save the file as UTF-8",
                assertThrows(ForeignFileException.class,
                        () -> ForeignReader.read(file, ForeignFiles.request(PLAIN), ForeignFiles.NOW)).getMessage());
    }

    @Test
    void aFolderIsRefused() {
        assertEquals(folder + ": is a folder, expected a CSV or JSON file",
                assertThrows(ForeignFileException.class,
                        () -> ForeignReader.read(folder, ForeignFiles.request(PLAIN), ForeignFiles.NOW)).getMessage());
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        Path file = folder.resolve("none.csv");
        assertEquals(file + ": there is no such file",
                assertThrows(ForeignFileException.class,
                        () -> ForeignReader.read(file, ForeignFiles.request(PLAIN), ForeignFiles.NOW)).getMessage());
    }

    @Test
    void moreRowsThanTheMostAreRefused() {
        assertEquals("t.csv: has more than 10000 rows, the most that is imported; cut it into several files",
                refused("b,speed\n" + "1,2\n".repeat(Table.MOST_ROWS + 1), PLAIN));
    }

    @Test
    void theMostRowsAreTaken() throws IOException {
        assertEquals(Table.MOST_ROWS, read("b,speed\n" + "1,2\n".repeat(Table.MOST_ROWS), PLAIN).points().size());
    }

    @Test
    void aTableWithoutAMappedMetricSaysWhatToGive() {
        assertEquals("t.csv: no row has a value of a metric; name columns of metrics with --map, such as --map "
                + "output_tokens_per_s=COLUMN", refused("b,speed\n1,2\n", "--map batch=b"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--map speed|'speed': expected NAME=COLUMN, such as itl_mean_ms=mean_itl_ms",
        "--map batch=a;--map batch=b|batch is given twice",
        "--map itl_mean_ms=a;--map itl_mean=b|itl_mean_ms is given twice",
        "--map itl_mean_ms=a*x|'x' behind the * of itl_mean_ms is no factor: must be a number above 0, such as 1e-3",
        "--map itl_mean_ms=a*-1|'-1' behind the * of itl_mean_ms is no factor: must be a number above 0, such as 1e-3",
        "--map itl_mean_ms.n=a|itl_mean_ms has no column: give itl_mean_ms=COLUMN, too",
        "--map itl_mean_ms=a;--map itl_mean_ms.m=b|'itl_mean_ms.m': behind the dot must stand one of n, low, high, repeats",
        "--map itl_mean_ms=a;--map itl_mean_ms.low=b|an interval of itl_mean_ms takes its .low, .high and .repeats: the ends and how many repeats they rest on",
        "--map batch=a;--map concurrency=b|batch and concurrency exclude each other: batch is what one replica has, concurrency what all have together",
        "--set speed=3|'speed' cannot be set: it must be one of model, batch, concurrency, request_batch, replicas, replica_mode, device, prompt_length, output_length",
        "--where study|'study': expected COLUMN=VALUE, such as study=background",
        "--format cvs|'cvs' is not a format: must be one of vllm-study, vllm-bench, model-analyzer, mlperf, table"})
    void anOptionThatMeansNothingIsRefused(String options, String message) {
        assertEquals(message, assertThrows(IllegalArgumentException.class,
                () -> ForeignFiles.request(options.split(";", -1))).getMessage());
    }

    @Test
    void anUnknownMetricIsSaidWithAllThereAre() {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class,
                () -> ForeignFiles.request("--map speed=a")).getMessage());
        assertTrue(message.startsWith("unknown metric 'speed': one of ttft_median_ms, ")
                && message.endsWith("; or one of model, batch, concurrency, request_batch, replicas, replica_mode, "
                        + "device, prompt_length, output_length, series, notes"),
                message);
    }

    /** Whatever a CSV writer writes is read back, number by number. */
    @Test
    void randomTablesReadBack() throws IOException {
        Random random = new Random(20261123);
        for (int table = 0; table < 50; table++) {
            int rows = 1 + random.nextInt(20);
            double[] speeds = random.doubles(rows, 0, 1e6).toArray();
            StringBuilder text = new StringBuilder();
            try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
                printer.printRecord("speed", "words, \"quoted\"", "b");
                for (int i = 0; i < rows; i++) {
                    printer.printRecord(Double.toString(speeds[i]), random.nextBoolean() ? "a,\"b\"\nc" : "", i + 1);
                }
            }
            ForeignRun run = read(text.toString(), PLAIN);
            assertEquals(rows, run.points().size());
            for (int i = 0; i < rows; i++) {
                assertEquals(speeds[i], speed(run, i), String.format(Locale.ROOT, "table %d, row %d", table, i));
            }
        }
    }

    @Test
    void theHashIsThatOfTheFile() throws IOException {
        ForeignRun run = read("b,speed\n1,2\n", PLAIN);
        assertEquals("t.csv", run.fileName());
        assertEquals(64, run.sha256().length());
        assertEquals(Map.of(), run.conditions());
        assertTrue(!run.sha256().equals(read("b,speed\n1,3\n", PLAIN).sha256()));
    }
}
