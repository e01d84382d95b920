package io.paretoscope.analysis.rule;

import io.paretoscope.analysis.Roofline;
import io.paretoscope.sweep.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The points of one engine that count and have a place under the roofline, by batch.
 *
 * @param series theirs
 * @param steps one for each
 */
record PlacedSeries(Series series, List<Step> steps) {
    /** Two steps as long as that are equal but for noise: what windows of a point may differ by and still be stable. */
    private static final double EQUAL = 1.1;
    /** Batches that far apart must take different times if the work that depends on the batch is what takes them. */
    private static final int APART = 2;
    /** From here on most multiprocessors have work most of the time. */
    private static final double BUSY_PERCENT = 60;
    static final String BUSY = Words.percent(BUSY_PERCENT / 100);

    /**
     * A step of a point.
     *
     * @param measured the point
     * @param place where it stands
     */
    record Step(MeasuredPoint measured, Roofline.Place.Placed place) {
        int batch() {
            return measured.point().batch();
        }
    }

    /**
     * What a rule says of every series of one engine.
     *
     * @param each of one that has at least one step
     */
    static List<Finding> judge(Rule rule, RunEvidence run, Function<PlacedSeries, Finding> each) {
        return switch (run.roofline()) {
            case Knowledge.Unknown<Roofline>(String reason) ->
                List.of(rule.ignored(Rule.RUN, "the device's ceilings are not known: " + reason));
            case Knowledge.Known<Roofline>(Roofline roofline) -> Subjects.each(rule, run.engines(), series -> {
                PlacedSeries placed = of(series, roofline);
                return placed.steps().isEmpty()
                        ? rule.ignored(series.name(), MeasuredPoint.lack(series.valid(), Metric.ITL_MEAN)
                                .orElse("no point has a place under the roofline"))
                        : each.apply(placed);
            });
        };
    }

    private static PlacedSeries of(Series series, Roofline roofline) {
        List<Step> steps = new ArrayList<>();
        for (MeasuredPoint point : series.valid()) {
            roofline.places()
                    .stream()
                    .filter(place -> place instanceof Roofline.Place.Placed
                            && place.result().point().ordinal() == point.point().ordinal())
                    .map(place -> new Step(point, (Roofline.Place.Placed) place))
                    .forEach(steps::add);
        }
        return new PlacedSeries(series, steps);
    }

    /** Whether a batch at least twice as large, or half as large, takes as long: then work is not what takes the time. */
    boolean flat(Step step) {
        return steps.stream()
                .anyMatch(other -> apart(step, other) && slower(step, other) <= EQUAL);
    }

    /** The largest batch whose step takes no longer, noise left aside; {@code step} itself where every larger one takes longer. */
    Step reach(Step step) {
        return steps.stream()
                .filter(other -> other.batch() >= step.batch()
                        && other.place().stepMillis() <= EQUAL * step.place().stepMillis())
                .reduce(step, (_, larger) -> larger);
    }

    /** Whether some other batch is far enough away for {@link #flat} to tell. */
    boolean comparable(Step step) {
        return steps.stream().anyMatch(other -> apart(step, other));
    }

    private static boolean apart(Step one, Step other) {
        return Math.max(one.batch(), other.batch()) >= APART * Math.min(one.batch(), other.batch());
    }

    /** The step of the larger batch over that of the smaller. */
    private static double slower(Step one, Step other) {
        double ratio = one.place().stepMillis() / other.place().stepMillis();
        return one.batch() > other.batch() ? ratio : 1 / ratio;
    }

    /** Whether most multiprocessors have work most of the time; {@code otherwise} where the device does not tell. */
    static boolean busy(Step step, boolean otherwise) {
        OptionalDouble activity = step.measured().value(Metric.SM_ACTIVITY);
        return activity.isPresent() ? activity.getAsDouble() >= BUSY_PERCENT : otherwise;
    }

    /** What the device says of itself there, as the end of a sentence; empty where it says nothing. */
    static String activity(Step step) {
        StringBuilder text = new StringBuilder();
        for (Metric metric : List.of(Metric.SM_ACTIVITY, Metric.DRAM_BANDWIDTH)) {
            OptionalDouble value = step.measured().value(metric);
            if (value.isPresent()) {
                text.append("; ").append(metric.label()).append(' ').append(Words.percent(value.getAsDouble() / 100));
            }
        }
        return text.toString();
    }
}
