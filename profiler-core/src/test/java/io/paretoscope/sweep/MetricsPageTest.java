package io.paretoscope.sweep;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Trace;
import io.paretoscope.telemetry.Traces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Holds docs/metrics.md and the program together. */
class MetricsPageTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Pattern SECTION = Pattern
            .compile("### (?<label>.*), `(?<key>\\w+)`\n(?<text>(?s:.*?))(?=\n##)");
    private static final Pattern SAMPLES = Pattern.compile("```json\n(?s:(.*?))```");
    private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\| (.*?) \\| (\\d*) ?\\| (.*) \\|$",
            Pattern.MULTILINE);
    private static final Pattern P99 = Pattern
            .compile("With (\\d+) steps of 1 ms, 2 ms, … (\\d+) ms in whatever order, `(\\w+)` is (\\d+)");

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "metrics.md"));
    }

    private static Matcher found(Pattern pattern) throws IOException {
        Matcher matcher = pattern.matcher(page());
        assertTrue(matcher.find(), () -> "not on the page: " + pattern);
        return matcher;
    }

    private static Map<String, MatchedSection> sections() throws IOException {
        return SECTION.matcher(page())
                .results()
                .collect(Collectors.toMap(match -> match.group("key"),
                        match -> new MatchedSection(match.group("label"), match.group("text"))));
    }

    private static MatchedSection section(Metric metric) throws IOException {
        MatchedSection section = sections().get(metric.key());
        assertTrue(section != null, () -> "no section of " + metric.key());
        return Objects.requireNonNull(section);
    }

    private record MatchedSection(String label, String text) {}

    private static StepTimes times(JsonObject run) {
        List<Long> steps = run.getAsJsonArray("step_ns").asList().stream().map(JsonElement::getAsLong).toList();
        return new StepTimes(run.get("batch").getAsInt(), run.get("prompt_tokens").getAsLong(),
                run.get("output_tokens").getAsLong(), run.get("prefill_ns").getAsLong(), steps,
                run.get("total_ns").getAsLong());
    }

    private static PointMetrics metrics(List<StepTimes> runs, double peakBytes) {
        return PointMetrics.of(TestSamples.of(runs, new Reading.Value(peakBytes, 1)));
    }

    @Test
    void thePageHasASectionOfEveryMetricAndNoOther() throws IOException {
        assertEquals(Arrays.stream(Metric.values()).map(Metric::key).collect(Collectors.toSet()), sections().keySet());
    }

    @ParameterizedTest
    @EnumSource
    void aMetricHasItsNameOnThePage(Metric metric) throws IOException {
        assertEquals(metric.label(), section(metric).label());
    }

    @ParameterizedTest
    @EnumSource
    void aMetricHasItsUnitAndDirectionOnThePage(Metric metric) throws IOException {
        String better = metric.better() == Metric.Direction.UP ? "More is better." : "Less is better.";
        String firstLine = section(metric).text().strip().lines().findFirst().orElse("");
        assertTrue(firstLine.toLowerCase(Locale.ROOT).contains("in " + metric.unit().toLowerCase(Locale.ROOT) + ". ")
                && firstLine.endsWith(better), firstLine);
    }

    @ParameterizedTest
    @EnumSource
    void aMetricHasItsFormulaOnThePage(Metric metric) throws IOException {
        List<String> formulas = section(metric).text()
                .lines()
                .filter(line -> line.startsWith("- Formula: "))
                .map(line -> line.substring("- Formula: ".length()))
                .toList();
        assertEquals(List.of(metric.formula()), formulas);
    }

    @Test
    void theWorkedExampleIsWhatTheProgramComputes() throws IOException {
        JsonObject samples = JsonParser.parseString(found(SAMPLES).group(1)).getAsJsonObject();
        List<StepTimes> batches = StreamSupport.stream(samples.getAsJsonArray("batches").spliterator(), false)
                .map(run -> times(run.getAsJsonObject()))
                .toList();
        assertStated(section("## A worked example", "### Energy\n"),
                metrics(batches, samples.get("peak_memory_bytes").getAsDouble()), 9);
    }

    @Test
    void theEnergyExampleIsWhatTheProgramComputes() throws IOException {
        List<StepTimes> batches = Collections.nCopies(3, new StepTimes(20, 20, 200, SECOND / 2,
                Collections.nCopies(9, SECOND / 2), 5 * SECOND));
        long[] counted = LongStream.rangeClosed(-20, 320).map(i -> i * SECOND / 20).toArray();
        double[] joules = Arrays.stream(counted).mapToDouble(time -> Math.floorDiv(time, SECOND / 10) * 30.0).toArray();
        double[] watts = LongStream.range(0, counted.length).mapToDouble(i -> 290 + 10 * (i % 3)).toArray();
        PointMetrics metrics = PointMetrics.of(TestSamples.of(TestSamples.windows(batches), new Reading.Value(1, 1),
                new Traces(List.of(new Trace(Quantity.POWER_INSTANT, "power", counted, watts),
                        new Trace(Quantity.ENERGY, "counter", counted, joules)), Map.of())));
        assertStated(section("### Energy\n", "\\z"), metrics, 4);
    }

    /** The part of the page from one heading to the next. */
    private static String section(String from, String to) throws IOException {
        return found(Pattern.compile(Pattern.quote(from) + "(?s:(.*?))(?:" + to + "|\\z)")).group(1);
    }

    private static void assertStated(String text, PointMetrics metrics, int rows) {
        List<MatchResult> stated = ROW.matcher(text).results().toList();
        assertEquals(rows, stated.size());
        for (MatchResult row : stated) {
            Metric metric = Arrays.stream(Metric.values())
                    .filter(each -> each.key().equals(row.group(1)))
                    .findFirst()
                    .orElseThrow();
            switch (metrics.reading(metric)) {
                case Reading.Unavailable(String reason) ->
                    assertEquals("none " + reason, row.group(2) + " " + row.group(4));
                case Reading.Value value -> {
                    double expected = Double.parseDouble(row.group(2));
                    assertEquals(expected, value.value(), expected * 0.001, metric.key());
                    assertEquals(Integer.parseInt(row.group(3)), value.n(), metric.key());
                }
            }
        }
    }

    @Test
    void theExampleOfThe99thPercentileIsWhatTheProgramComputes() throws IOException {
        Matcher example = found(P99);
        assertEquals(example.group(1), example.group(2));
        int count = Integer.parseInt(example.group(1));
        List<Long> steps = LongStream.rangeClosed(1, count).mapToObj(millis -> millis * 1_000_000).toList();
        StepTimes run = new StepTimes(1, 1, count + 1L, 1, steps, SECOND * 3600);
        Reading reading = metrics(List.of(run), 1).reading(Metric.ITL_P99);
        assertEquals(Metric.ITL_P99.key(), example.group(3));
        double expected = Double.parseDouble(example.group(4));
        assertEquals(expected, reading.asDouble().orElseThrow(), expected * 0.001);
    }
}
