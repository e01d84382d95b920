package io.paretoscope.cli;

import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.SweepPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A run as a table with what is needed to read it. */
final class RunTable {
    private final Console console;

    RunTable(Console console) {
        this.console = console;
    }

    /** Prints {@code run}, which is kept in {@code storeFile}. */
    void show(StoredRun run, Path storeFile) {
        Notes notes = new Notes();
        TextTable table = new TextTable().left("Model").right("Batch");
        for (Metric metric : Metric.values()) {
            table.right(metric.label().replace(' ', '\n') + "\n"
                    + (metric == Metric.PEAK_MEMORY ? "MiB" : metric.unit()));
        }
        run.results().forEach(result -> table.row(row(result, notes)));
        console.line(table.render());
        console.line("");
        notes.lines().forEach(console::line);
        SweepPlan plan = run.plan();
        console.line("prompt " + plan.promptTokens() + " + output " + plan.outputTokens() + " tokens, "
                + plan.precision() + " on " + plan.device() + ", " + plan.repeats()
                + (plan.repeats() == 1 ? " run" : " runs") + " a point, seed " + plan.seed());
        console.line("weights: " + plan.models()
                .stream()
                .map(model -> model.config().name() + " " + model.weights().describe())
                .collect(Collectors.joining("; ")));
        if (plan.models().stream().anyMatch(model -> model.weights() instanceof WeightsRef.Synthetic)) {
            console.line("synthetic weights are random: times hold for trained ones, generated tokens mean nothing");
        }
        int missing = plan.points().size() - run.results().size();
        console.line("run " + run.summary().id() + ", " + run.summary().status().label()
                + (missing > 0 ? " with " + missing + " of " + plan.points().size() + " points not run" : "")
                + ", kept in " + storeFile);
    }

    private static List<String> row(PointResult result, Notes notes) {
        List<String> cells = new ArrayList<>(List.of(result.point().model().label(),
                Quantity.count(result.point().batch())));
        switch (result.outcome()) {
            case PointOutcome.Measured measured -> {
                for (Metric metric : Metric.values()) {
                    cells.add(cell(measured.metrics(), metric, notes));
                }
            }
            case PointOutcome.Failed failed -> fill(cells, "failed " + notes.mark(failed.reason()));
            case PointOutcome.Skipped skipped -> fill(cells, "skipped " + notes.mark(skipped.reason()));
        }
        return cells;
    }

    private static void fill(List<String> cells, String first) {
        cells.add(first);
        for (int i = 1; i < Metric.values().length; i++) {
            cells.add("");
        }
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
