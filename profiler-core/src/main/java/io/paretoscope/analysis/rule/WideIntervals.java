package io.paretoscope.analysis.rule;

import io.paretoscope.statistics.Repeatability;
import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Neighbouring batches that cannot be told apart because their intervals are wide. */
final class WideIntervals {
    /** More would be no measurement but a campaign. */
    private static final int MOST_REPEATS = 50;

    static final Rule RULE = new Rule("wide-intervals", "Intervals are too wide to tell neighbours apart",
            "half of the 95 % interval of output throughput as a share of the value, at batches whose interval overlaps that of the next",
            Scale.toWarning(Scale.Unit.SHARE, 0.05, 0.15),
            "A knee within 5 % of the best cannot be found with intervals that are wider than that. Equal neighbours with narrow intervals are "
                    + "a plateau and do not count here.",
            WideIntervals::check);

    private WideIntervals() {}

    /**
     * A point with an interval.
     *
     * @param point the point
     * @param value its throughput
     * @param interval of it
     */
    private record Measured(MeasuredPoint point, double value, Interval interval) {
        double halfWidth() {
            return (interval.high() - interval.low()) / 2;
        }

        double share() {
            return halfWidth() / value;
        }

        boolean overlaps(Measured other) {
            return interval.low() <= other.interval.high() && other.interval.low() <= interval.high();
        }
    }

    private static List<Finding> check(RunEvidence run) {
        return Subjects.each(RULE, run.series(), WideIntervals::judge);
    }

    private static Finding judge(Series series) {
        List<Measured> known = new ArrayList<>();
        for (MeasuredPoint point : series.valid()) {
            if (point.reading(Metric.OUTPUT_THROUGHPUT) instanceof Reading.Value value
                    && value.interval().isPresent()) {
                known.add(new Measured(point, value.value(), value.interval().get()));
            }
        }
        if (known.size() < 2) {
            return RULE.ignored(series.name(), "it takes two batches with intervals, and there "
                    + (known.size() == 1 ? "is 1" : "are none"));
        }
        Set<Measured> undecided = new LinkedHashSet<>();
        for (int i = 1; i < known.size(); i++) {
            if (known.get(i).overlaps(known.get(i - 1))) {
                undecided.add(known.get(i - 1));
                undecided.add(known.get(i));
            }
        }
        if (undecided.isEmpty()) {
            return RULE.ok(series.name(), "no interval overlaps that of the next batch");
        }
        Measured widest = undecided.stream().max(Comparator.comparingDouble(Measured::share)).orElseThrow();
        int repeats = Repeatability.needed(widest.interval().runs(), widest.halfWidth(),
                RULE.scale().info() * widest.value(), MOST_REPEATS);
        return RULE.judged(series.name(), widest.share(),
                MeasuredPoint.points(undecided.stream()
                        .filter(one -> RULE.fires(one.share()))
                        .map(Measured::point)
                        .toList()),
                String.format(Locale.ROOT, "batch %,d: %s tokens/s ± %s over %s, which overlaps a neighbour",
                        widest.point().point().batch(), Words.number(widest.value()), Words.percent(widest.share()),
                        Words.count(widest.interval().runs(), "repeat")),
                Remedy.of(
                        "Measure " + repeats
                                + " repeats: if windows go on to vary as they do, their interval is within "
                                + Words.percent(RULE.scale().info()) + ".",
                        SweepLine.of(widest.point().point(),
                                undecided.stream().map(one -> one.point().point().batch()).toList(),
                                "--repeats " + repeats)));
    }
}
