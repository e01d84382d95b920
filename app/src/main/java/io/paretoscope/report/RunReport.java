package io.paretoscope.report;

import io.paretoscope.analysis.BatchAdvice;
import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.Knee;
import io.paretoscope.analysis.rule.Finding;
import io.paretoscope.analysis.rule.Findings;
import io.paretoscope.analysis.rule.Severity;
import io.paretoscope.chart.MetricDisplay;
import io.paretoscope.decision.Advice;
import io.paretoscope.decision.FindingsText;
import io.paretoscope.decision.Footnotes;
import io.paretoscope.decision.KneeText;
import io.paretoscope.decision.Series;
import io.paretoscope.export.WholeFile;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.workbench.SweepCommandText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A run as one HTML page that needs nothing beside it: what it comes to, charts, points, findings, conditions, the formulas, and the command that
 * measures it again. Needs no screen; call it from any thread.
 */
public final class RunReport {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm zzz", Locale.ROOT);
    private static final String STYLE = "report.css";

    /** What the table of points shows where any point has a value. */
    private static final List<Metric> COLUMNS = List.of(Metric.OUTPUT_THROUGHPUT, Metric.TTFT_MEDIAN, Metric.ITL_MEDIAN,
            Metric.ITL_P99, Metric.REQUEST_LATENCY_MEDIAN, Metric.ENERGY_PER_TOKEN, Metric.MEAN_POWER,
            Metric.GPU_UTILISATION, Metric.PEAK_MEMORY);

    private RunReport() {}

    /**
     * Writes the report of {@code run}, whole or not at all.
     *
     * @param file replaced where it exists
     * @throws IOException with a one-line message, where nothing can be drawn or the file cannot be written
     */
    public static void write(StoredRun run, Path file) throws IOException {
        WholeFile.write(file, page(run, Picture.of(run)));
    }

    static String page(StoredRun run, List<Picture> pictures) {
        RunSummary summary = run.summary();
        Html html = new Html();
        html.paragraph("lead", String.join(", ", summary.models()) + " on " + device(run));
        html.table(List.of(Html.Column.words(""), Html.Column.words("")), about(run));
        answers(html, run);
        html.heading("Charts");
        if (pictures.isEmpty()) {
            html.paragraph("No point has a value that could be drawn.");
        }
        pictures.forEach(html::picture);
        points(html, run);
        findings(html, run);
        conditions(html, run);
        html.heading("Measure it again").code(SweepCommandText.of(run.plan()));
        html.heading("How the numbers are computed");
        html.table(List.of(Html.Column.words("Metric"), Html.Column.words("Formula")),
                COLUMNS.stream().map(metric -> List.of(MetricDisplay.title(metric), metric.formula())).toList());
        html.paragraph("warning", "These numbers hold for this device, driver, temperature, model and these inputs. "
                + "They do not tell why they are as they are: the findings above say what was seen, and what would tell more.");
        return html.page("Run " + summary.id() + " · Paretoscope", style());
    }

    private static String style() {
        try (InputStream in = Objects.requireNonNull(RunReport.class.getResourceAsStream(STYLE))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the style of reports in this program cannot be read", e);
        }
    }

    private static String device(StoredRun run) {
        String name = run.conditions().settled().get("device");
        String id = run.summary().device();
        return name == null ? id : name.startsWith(id) ? name : id + ", " + name;
    }

    private static List<List<String>> about(StoredRun run) {
        RunSummary summary = run.summary();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Number", Long.toString(summary.id())));
        rows.add(List.of("Started", MINUTE.format(summary.startedAt().atZone(ZoneId.systemDefault()))));
        rows.add(List.of("Status", summary.status().label() + (run.message().isEmpty() ? "" : ": " + run.message())));
        rows.add(List.of("Points", summary.pointsMeasured() + " of " + summary.pointsPlanned() + " measured, "
                + summary.pointsFailed() + " failed, " + summary.pointsSkipped() + " skipped"));
        rows.add(List.of("Precision", summary.precision()));
        rows.add(List.of("Engine", String.join(", ", summary.engines())));
        rows.add(List.of("Tokens", "prompts of " + run.plan().promptTokens() + ", outputs of "
                + run.plan().outputTokens()));
        rows.add(List.of("Windows a point", Integer.toString(run.plan().repeats())));
        summary.origin()
                .ifPresent(origin -> rows.add(List.of("Measured elsewhere", "run " + origin.run() + " of store "
                        + origin.store() + ", taken from " + origin.fileName())));
        if (!summary.tags().isEmpty()) {
            rows.add(List.of("Tags", String.join(", ", summary.tags())));
        }
        if (!summary.note().isEmpty()) {
            rows.add(List.of("Note", summary.note()));
        }
        return rows;
    }

    private static void answers(Html html, StoredRun run) {
        html.heading("What it comes to");
        List<List<Candidate>> series = Series.measured(run.results());
        if (series.isEmpty()) {
            html.paragraph("No point has ended, so there is nothing to decide.");
        }
        for (List<Candidate> batches : series) {
            html.subheading(batches.getFirst().series());
            html.paragraph("Knee: " + KneeText.sentence(Knee.of(batches, Knee.DEFAULT_EPSILON)) + ".");
            if (Advice.isOn(batches)) {
                Advice advice = Advice.of(batches, run.results(), BatchAdvice.Rule.DEFAULT);
                html.paragraph("Advice: " + advice.sentence() + ".");
                advice.use().ifPresent(use -> html.paragraph(use + "."));
            }
        }
    }

    private static void points(Html html, StoredRun run) {
        html.heading("Points");
        List<Metric> metrics = COLUMNS.stream()
                .filter(metric -> run.results()
                        .stream()
                        .anyMatch(result -> reading(result, metric) instanceof Reading.Value))
                .toList();
        List<Html.Column> columns = new ArrayList<>(
                List.of(Html.Column.words("Point"), Html.Column.words("Outcome")));
        metrics.forEach(metric -> columns.add(Html.Column.number(metric.label() + "\n" + MetricDisplay.unit(metric))));
        Footnotes notes = new Footnotes();
        html.table(columns, run.results().stream().map(result -> row(result, metrics, notes)).toList());
        html.paragraph("small", "Below a value: its 95 % interval over the windows, where there is one.");
        html.notes(notes.reasons());
        List<Metric> nowhere = Arrays.stream(Metric.values())
                .filter(COLUMNS::contains)
                .filter(metric -> !metrics.contains(metric))
                .toList();
        if (!nowhere.isEmpty() && !run.results().isEmpty()) {
            html.paragraph("small", "Without any value: " + nowhere.stream()
                    .map(metric -> metric.label() + " (" + ((Reading.Unavailable) reading(run.results().getFirst(),
                            metric)).reason() + ")")
                    .collect(Collectors.joining("; ")) + ".");
        }
    }

    private static List<String> row(PointResult result, List<Metric> metrics, Footnotes notes) {
        List<String> cells = new ArrayList<>(List.of(result.point().label(), switch (result.outcome()) {
            case PointOutcome.Measured measured -> measured.verdict().kind().label() + measured.verdict()
                    .findings()
                    .stream()
                    .map(finding -> " " + notes.mark(finding.cause().title() + ": " + finding.evidence() + " → "
                            + finding.cause().advice()))
                    .collect(Collectors.joining());
            case PointOutcome.Failed(String reason) -> "failed " + notes.mark(reason);
            case PointOutcome.Skipped(String reason) -> "skipped " + notes.mark(reason);
        }));
        boolean measured = result.outcome() instanceof PointOutcome.Measured;
        metrics.forEach(metric -> cells.add(measured ? cell(metric, reading(result, metric), notes) : ""));
        return cells;
    }

    private static String cell(Metric metric, Reading reading, Footnotes notes) {
        return switch (reading) {
            case Reading.Value value -> MetricDisplay.text(metric, reading) + value.interval()
                    .map(ends -> "\n" + MetricDisplay.number(MetricDisplay.scaled(metric, ends.low())) + " … "
                            + MetricDisplay.number(MetricDisplay.scaled(metric, ends.high())))
                    .orElse("");
            case Reading.Unavailable(String reason) -> "n/a " + notes.mark(reason);
        };
    }

    private static Reading reading(PointResult result, Metric metric) {
        return switch (result.outcome()) {
            case PointOutcome.Measured measured -> measured.metrics().reading(metric);
            case PointOutcome.Failed(String reason) -> new Reading.Unavailable(reason);
            case PointOutcome.Skipped(String reason) -> new Reading.Unavailable(reason);
        };
    }

    private static void findings(Html html, StoredRun run) {
        Findings findings = Findings.of(run.plan(), run.conditions(), run.results(), run.selfTest());
        html.heading("Findings").paragraph(FindingsText.tally(findings) + ".");
        for (Finding.Judged finding : findings.atLeast(Severity.INFO)) {
            html.open("finding " + finding.severity().label())
                    .subheading(FindingsText.badge(finding) + "  " + FindingsText.title(finding))
                    .paragraph(finding.evidence() + ".")
                    .paragraph("small", finding.rule().explanation());
            finding.remedy().ifPresent(remedy -> {
                html.paragraph("Do: " + remedy.action());
                remedy.command().ifPresent(html::code);
            });
            html.close();
        }
    }

    private static void conditions(Html html, StoredRun run) {
        html.heading("Conditions");
        conditions(html, "What stays until someone changes it", run.conditions().settled());
        conditions(html, "What moved by itself", run.conditions().momentary());
    }

    private static void conditions(Html html, String heading, Map<String, String> values) {
        if (!values.isEmpty()) {
            html.subheading(heading)
                    .table(List.of(Html.Column.words("Condition"), Html.Column.words("Value")),
                            values.entrySet()
                                    .stream()
                                    .map(entry -> List.of(entry.getKey(), entry.getValue()))
                                    .toList());
        }
    }
}
