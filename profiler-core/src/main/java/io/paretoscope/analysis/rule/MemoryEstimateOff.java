package io.paretoscope.analysis.rule;

import io.paretoscope.sweep.FitCheck;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Points that took other memory than was estimated. */
final class MemoryEstimateOff {
    /** Less than this is nobody's reason to skip a point. */
    private static final double LEAST_BYTES = 1L << 30;

    static final Rule RULE = new Rule("memory-estimate-off", "The estimate of memory is off",
            "difference of estimate and memory used (peak less what was in use before the run) as a share of the latter, where it is at least "
                    + "1 GiB; points count whatever their verdict",
            Scale.toWarning(Scale.Unit.SHARE, 0.15, 0.5),
            "Points are skipped, and what else fits is told, by that estimate. Too low, and points run out of memory; too high, and points are "
                    + "skipped that would have run.",
            MemoryEstimateOff::check);

    private MemoryEstimateOff() {}

    /**
     * A point and the memory that it took.
     *
     * @param point the point
     * @param used in bytes
     */
    private record Use(MeasuredPoint point, double used) {
        double estimated() {
            return point.result().memory().total();
        }

        double difference() {
            return Math.abs(estimated() - used);
        }

        double off() {
            return difference() >= LEAST_BYTES ? difference() / used : 0;
        }
    }

    private static List<Finding> check(RunEvidence run) {
        List<Use> uses = uses(run.measured());
        if (uses.isEmpty()) {
            return List.of(RULE.ignored(Rule.RUN, MeasuredPoint.lack(run.measured(), Metric.PEAK_MEMORY)
                    .orElse("memory in use before the run is not known")));
        }
        Use worst = uses.stream()
                .max(Comparator.comparingDouble(Use::off).thenComparingDouble(Use::difference))
                .orElseThrow();
        return List.of(RULE.judged(Rule.RUN, worst.off(),
                uses.stream().filter(use -> RULE.fires(use.off())).map(use -> use.point().point()).toList(),
                worst.point().point().label() + ": estimated " + FitCheck.gibibytes(Math.round(worst.estimated()))
                        + ", used " + FitCheck.gibibytes(Math.round(worst.used())),
                Remedy.of(worst.estimated() > worst.used()
                        ? "Do not take 'does not fit' as the last word here: batches just beyond may run."
                        : "Leave room: the largest batches that are said to fit may run out of memory.")));
    }

    /** Peaks are kept until a worker ends, so a point counts only where none before it of its model and engine was larger. */
    private static List<Use> uses(List<MeasuredPoint> measured) {
        Map<String, Long> largest = new HashMap<>();
        List<Use> uses = new ArrayList<>();
        for (MeasuredPoint point : measured) {
            long estimated = point.result().memory().total();
            long before = largest.merge(
                    point.point().modelLabel() + point.point().engine().markOn(point.point().device()), estimated,
                    Math::max);
            Reading start = point.measured().samples().memoryBefore();
            OptionalDouble peak = point.value(Metric.PEAK_MEMORY);
            if (estimated >= before && peak.isPresent() && start.asDouble().isPresent()) {
                uses.add(new Use(point, peak.getAsDouble() - start.asDouble().getAsDouble()));
            }
        }
        return uses;
    }
}
