package io.paretoscope.window;

import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.Comparison;
import io.paretoscope.analysis.Gain;
import io.paretoscope.chart.MetricDisplay;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs side by side: their numbers point by point, each against the first run that has the point, and under which conditions each was measured.
 *
 * @param runs at least two, the baseline first
 */
record RunComparison(List<StoredRun> runs) {

    /**
     * A point that several runs have.
     *
     * @param point what they have in common
     * @param cells for each run its value, and how that stands to the first; empty where the run does not have the point
     */
    record Row(String point, List<String> cells) {
        Row {
            cells = List.copyOf(cells);
        }
    }

    RunComparison {
        runs = List.copyOf(runs);
        if (runs.size() < 2) {
            throw new IllegalArgumentException("a comparison takes at least two runs");
        }
    }

    /** The run that the others are compared with. */
    StoredRun before() {
        return runs.getFirst();
    }

    private Comparison comparison() {
        return Comparison.of(runs.stream()
                .map(run -> Comparison.Side.of(Long.toString(run.summary().id()),
                        Candidate.comparable(run.results())))
                .toList());
    }

    /** The metrics that two of the runs know at one of their common points. */
    List<Metric> metrics() {
        return comparison().known();
    }

    /** The common points by {@code metric}. */
    List<Row> rows(Metric metric) {
        List<Row> rows = new ArrayList<>();
        for (Comparison.Match match : comparison().matches()) {
            List<Reading> readings = match.readings(metric);
            List<Gain> gains = match.gains(metric);
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < readings.size(); i++) {
                cells.add(match.entries().get(i).isEmpty()
                        ? ""
                        : value(metric, readings.get(i)) + standing(gains.get(i)));
            }
            rows.add(new Row(match.key().label(), cells));
        }
        return rows;
    }

    private static String value(Metric metric, Reading reading) {
        return switch (reading) {
            case Reading.Value value -> MetricDisplay.text(metric, value);
            case Reading.Unavailable(String reason) -> "n/a: " + reason;
        };
    }

    private static String standing(Gain gain) {
        return switch (gain) {
            case Gain.Baseline _ -> "";
            case Gain.Unknown _ -> "";
            case Gain.Ratio ratio -> "\n" + Gain.percent(ratio.ratio()) + ratio.range()
                    .map(range -> String.format(Locale.ROOT, " (%+d … %+d)", percent(range.low()),
                            percent(range.high()))
                            + (ratio.distinguishable() ? "" : "\nnot distinguishable"))
                    .orElse(", no interval");
        };
    }

    private static long percent(double ratio) {
        return Math.round(100 * (ratio - 1));
    }

    /** The points that are not compared, each with its reason. */
    List<String> apart() {
        return comparison().apart()
                .stream()
                .map(apart -> "run " + apart.run() + ", " + apart.label() + ": " + apart.reason())
                .toList();
    }

    /** In what the conditions of run {@code index} differ from those of the first, what stays until someone changes it first. */
    List<Conditions.Difference> differences(int index) {
        return before().conditions().differences(runs.get(index).conditions());
    }

    /** In a sentence, whether run {@code index} can be compared with the first. */
    String verdict(int index) {
        long settled = differences(index).stream().filter(Conditions.Difference::settled).count();
        return settled == 0
                ? "Nothing that stays by itself has changed: these runs compare like with like."
                : settled + (settled == 1 ? " condition" : " conditions")
                        + " changed between these runs; a difference in "
                        + "their numbers may come from that.";
    }
}
