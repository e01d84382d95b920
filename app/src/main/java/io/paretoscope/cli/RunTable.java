package io.paretoscope.cli;

import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Cause;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Protocol;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.sweep.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A run as a table with what is needed to read it. */
final class RunTable {
    /** What fits across a terminal; the others are in the exports. */
    private static final List<Metric> COLUMNS = List.of(Metric.TTFT_MEDIAN, Metric.ITL_MEDIAN, Metric.ITL_P99,
            Metric.REQUEST_LATENCY_MEDIAN, Metric.OUTPUT_THROUGHPUT, Metric.ENERGY_PER_TOKEN, Metric.MEAN_POWER,
            Metric.GPU_UTILISATION,
            Metric.SM_ACTIVITY, Metric.DRAM_BANDWIDTH, Metric.PEAK_MEMORY);
    /** Notes that belong to the point alone; the others hold for the whole run and are said below the table. */
    private static final Set<Cause> SHOWN_WITH_VERDICT = Set.of(Cause.OTHER_ENGINE, Cause.POWER_CAP, Cause.TIME_LIMIT,
            Cause.WARM_UP_CAPPED, Cause.NOT_COOLED);

    private final Console console;

    RunTable(Console console) {
        this.console = console;
    }

    /** Prints {@code run}, which is kept in {@code storeFile}. */
    void show(StoredRun run, Path storeFile) {
        Notes notes = new Notes();
        List<Metric> metrics = COLUMNS.stream().filter(metric -> isKnownSomewhere(run, metric)).toList();
        TextTable table = new TextTable().left("Model").right("Batch");
        boolean replicas = run.plan().points().stream().anyMatch(point -> !point.placement().alone());
        if (replicas) {
            table.left("Replicas");
        }
        boolean engines = differInEngine(run);
        if (engines) {
            table.left("Engine");
        }
        for (Metric metric : metrics) {
            table.right(metric.label().replace(' ', '\n') + "\n"
                    + (metric == Metric.PEAK_MEMORY ? "MiB" : metric.unit()));
        }
        table.left("Verdict");
        run.results().forEach(result -> table.row(row(result, replicas, engines, metrics, notes)));
        console.line(table.render());
        console.line("");
        notes.lines().forEach(console::line);
        new ReplicaView(run.results()).lines().forEach(console::line);
        nowhereKnown(run).forEach(console::line);
        SweepPlan plan = run.plan();
        console.line("prompt " + plan.promptTokens() + " + output " + plan.outputTokens() + " tokens, "
                + plan.precision() + " on " + plan.device() + ", engine "
                + plan.engines().stream().map(EngineKind::label).collect(Collectors.joining(", ")) + ", seed "
                + plan.seed());
        console.line(protocol(plan.protocol()));
        console.line("weights: " + plan.allModels()
                .stream()
                .map(model -> model.config().name() + " " + model.weights().describe())
                .collect(Collectors.joining("; ")));
        if (plan.allModels().stream().anyMatch(model -> model.weights() instanceof WeightsRef.Synthetic)) {
            console.line("synthetic weights are random: times hold for trained ones, generated tokens mean nothing");
        }
        int missing = plan.points().size() - run.results().size();
        console.line("run " + run.summary().id() + ", " + run.summary().status().label()
                + (missing > 0 ? " with " + missing + " of " + plan.points().size() + " points not run" : "")
                + ", kept in " + storeFile);
    }

    /** How each point was measured. */
    private static String protocol(Protocol protocol) {
        return (protocol.repeats() == 1 ? "1 window" : protocol.repeats() + " windows") + " a point"
                + protocol.window().map(least -> " of at least " + least.toMillis() / 1e3 + " s").orElse("")
                + ", " + protocol.order().label()
                + (protocol.coolDownCelsius().isPresent()
                        ? ", each after cooling down to " + protocol.coolDownCelsius().getAsInt() + " °C"
                        : "");
    }

    private static boolean differInEngine(StoredRun run) {
        return Stream
                .concat(run.plan().points().stream().map(Point::engine),
                        run.results().stream().map(PointResult::decodedBy))
                .distinct()
                .count() > 1;
    }

    private static boolean isKnownSomewhere(StoredRun run, Metric metric) {
        return measured(run).isEmpty()
                || measured(run).stream().anyMatch(point -> point.metrics().reading(metric) instanceof Reading.Value);
    }

    private static List<PointOutcome.Measured> measured(StoredRun run) {
        return run.results()
                .stream()
                .map(PointResult::outcome)
                .filter(PointOutcome.Measured.class::isInstance)
                .map(PointOutcome.Measured.class::cast)
                .toList();
    }

    /** One line for each reason for which metrics have no value at any point. */
    private static List<String> nowhereKnown(StoredRun run) {
        Map<String, List<String>> metricsByReason = new LinkedHashMap<>();
        measured(run).stream()
                .findFirst()
                .ifPresent(first -> COLUMNS.stream()
                        .filter(metric -> !isKnownSomewhere(run, metric))
                        .forEach(metric -> {
                            if (first.metrics().reading(metric) instanceof Reading.Unavailable(String reason)) {
                                metricsByReason.computeIfAbsent(reason, _ -> new ArrayList<>()).add(metric.label());
                            }
                        }));
        return metricsByReason.entrySet()
                .stream()
                .flatMap(entry -> Paragraph
                        .lines("no ", String.join(", ", entry.getValue()) + ": " + entry.getKey())
                        .stream())
                .toList();
    }

    private static List<String> row(PointResult result, boolean replicas, boolean engines, List<Metric> metrics,
            Notes notes) {
        Point point = result.point();
        List<String> cells = new ArrayList<>(List.of(point.modelLabel(),
                point.placement().mixed() ? "" : Quantity.count(point.batch())));
        if (replicas) {
            cells.add(point.placement().label());
        }
        if (engines) {
            cells.add(result.decodedBy().label());
        }
        switch (result.outcome()) {
            case PointOutcome.Measured measured -> {
                metrics.forEach(metric -> cells.add(cell(measured.metrics(), metric, notes)));
                cells.add(verdict(measured.verdict(), notes));
            }
            case PointOutcome.Failed failed -> fill(cells, metrics.size(), "failed " + notes.mark(failed.reason()));
            case PointOutcome.Skipped skipped ->
                fill(cells, metrics.size(), "skipped " + notes.mark(skipped.reason()));
        }
        return cells;
    }

    private static void fill(List<String> cells, int metrics, String verdict) {
        cells.addAll(Collections.nCopies(metrics, ""));
        cells.add(verdict);
    }

    /** The kind, with marks to every finding that counts against the point or describes its conditions. */
    private static String verdict(Verdict verdict, Notes notes) {
        StringBuilder text = new StringBuilder(verdict.kind().label());
        for (Verdict.Finding finding : verdict.findings()) {
            if (SHOWN_WITH_VERDICT.contains(finding.cause()) || finding.cause().gravity() != Cause.Gravity.NOTE) {
                text.append(' ')
                        .append(notes.mark(finding.cause().title() + ": " + finding.evidence() + " → "
                                + finding.cause().advice()));
            }
        }
        return text.toString();
    }

    private static String cell(PointMetrics metrics, Metric metric, Notes notes) {
        return switch (metrics.reading(metric)) {
            case Reading.Value value -> metric == Metric.PEAK_MEMORY
                    ? Quantity.mebibytes(Math.round(value.value()))
                    : Quantity.number(value.value());
            case Reading.Unavailable unavailable -> Quantity.UNKNOWN + " " + notes.mark(unavailable.reason());
        };
    }
}
