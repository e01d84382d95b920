package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.opt.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * What a sweep is to measure. The same plan gives the same points in the same order wherever it is run from.
 *
 * @param models the models, in the order in which they run
 * @param batchSizes the batch sizes, in the order in which they run; each at least 1, none twice
 * @param promptTokens tokens of each prompt
 * @param outputTokens tokens that each sequence generates, the first of them from prefill
 * @param precision the format of weights and activations
 * @param device where to run
 * @param seed seeds the prompts, so that every point of every run sees the same
 * @param protocol how each point is measured
 */
public record SweepPlan(List<ModelSource> models, List<Integer> batchSizes, int promptTokens, int outputTokens,
        Precision precision, DeviceId device, long seed, Protocol protocol) {

    /** More repeats than any median needs; the times of all of them are held in memory and stored. */
    public static final int MOST_REPEATS = 10_000;

    /**
     * Checks the plan as a whole.
     *
     * @throws IllegalArgumentException saying in one line what is wrong and what would be right
     */
    public SweepPlan {
        models = List.copyOf(models);
        batchSizes = List.copyOf(batchSizes);
        if (models.isEmpty()) {
            throw new IllegalArgumentException("a sweep needs at least one model");
        }
        if (batchSizes.isEmpty()) {
            throw new IllegalArgumentException("a sweep needs at least one batch size");
        }
        for (int batch : batchSizes) {
            if (batch < 1) {
                throw new IllegalArgumentException("batch size " + batch + ": must be at least 1");
            }
        }
        if (batchSizes.stream().distinct().count() != batchSizes.size()) {
            throw new IllegalArgumentException("a batch size is listed twice: " + batchSizes);
        }
        List<String> labels = models.stream().map(model -> model.config().name()).toList();
        if (labels.stream().distinct().count() != labels.size()) {
            throw new IllegalArgumentException("a model is listed twice: " + labels);
        }
        atLeastOne("prompt length", promptTokens);
        atLeastOne("output length", outputTokens);
        for (ModelSource model : models) {
            int positions = model.config().positions();
            if ((long) promptTokens + outputTokens > positions) {
                throw new IllegalArgumentException("prompt " + promptTokens + " + output " + outputTokens
                        + " tokens exceed the " + positions + " positions of " + model.config().name());
            }
        }
    }

    /** A plan whose points are measured {@code repeats} times, by {@link Protocol#of}. */
    public SweepPlan(List<ModelSource> models, List<Integer> batchSizes, int promptTokens, int outputTokens,
            Precision precision, DeviceId device, long seed, int repeats) {
        this(models, batchSizes, promptTokens, outputTokens, precision, device, seed, Protocol.of(repeats));
    }

    /** Windows of each point. */
    public int repeats() {
        return protocol.repeats();
    }

    private static void atLeastOne(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " " + value + ": must be at least 1");
        }
    }

    /** The points in the order in which they run: model by model, so that each model is loaded once. */
    public List<Point> points() {
        List<Point> points = new ArrayList<>();
        for (ModelSource model : models) {
            for (int batch : batchSizes) {
                points.add(new Point(points.size(), model, batch, promptTokens, outputTokens, precision, device));
            }
        }
        return List.copyOf(points);
    }
}
