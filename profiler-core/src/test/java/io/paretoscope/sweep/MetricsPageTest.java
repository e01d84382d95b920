package io.paretoscope.sweep;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.paretoscope.engine.StepTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
        assertTrue(firstLine.toLowerCase(Locale.ROOT).contains("in " + metric.unit() + ". ")
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
        List<StepTimes> runs = StreamSupport.stream(samples.getAsJsonArray("runs").spliterator(), false)
                .map(run -> times(run.getAsJsonObject()))
                .toList();
        Map<String, Reading> computed = new LinkedHashMap<>();
        metrics(runs, samples.get("peak_memory_bytes").getAsDouble()).readings()
                .forEach((metric, reading) -> computed.put(metric.key(), reading));

        Map<String, Reading> stated = ROW.matcher(page())
                .results()
                .collect(Collectors.toMap(row -> row.group(1),
                        row -> row.group(2).equals("none")
                                ? new Reading.Unavailable(row.group(4))
                                : new Reading.Value(Double.parseDouble(row.group(2)), Integer.parseInt(row.group(3)))));
        assertEquals(computed, stated);
    }

    @Test
    void theExampleOfThe99thPercentileIsWhatTheProgramComputes() throws IOException {
        Matcher example = found(P99);
        assertEquals(example.group(1), example.group(2));
        int count = Integer.parseInt(example.group(1));
        List<Long> steps = LongStream.rangeClosed(1, count).mapToObj(millis -> millis * 1_000_000).toList();
        StepTimes run = new StepTimes(1, 1, count + 1L, 1, steps, Long.MAX_VALUE);
        Reading reading = metrics(List.of(run), 1).reading(Metric.ITL_P99);
        assertEquals(Metric.ITL_P99.key(), example.group(3));
        assertEquals(new Reading.Value(Double.parseDouble(example.group(4)), count), reading);
    }
}
