package io.paretoscope.analysis;

import io.paretoscope.opt.OptConfig;
import io.paretoscope.sweep.Point;

/**
 * What one decode step of one replica has to do at its mean length, whoever does it: a function of the model's shape alone.
 *
 * @param weightBytes weights that it reads: all but the embedding tables, of which it reads some rows, and the head
 * @param kvBytes keys and values of the whole batch
 * @param flops operations, two for each multiply-add of the products and of attention
 */
public record StepWork(double weightBytes, double kvBytes, double flops) {

    /** Of the point's own model and batch; companions are not counted. */
    public static StepWork of(Point point) {
        OptConfig config = point.model().config();
        // The first token comes from prefill; step i sees the prompt and i tokens.
        double context = point.promptTokens() + point.outputTokens() / 2.0;
        return new StepWork(config.weightBytesPerStep(point.precision()),
                config.kvBytesPerToken(point.precision()) * context * point.batch(),
                config.decodeFlops(point.batch(), (int) Math.round(context)));
    }

    /** Operations for each byte. */
    public double intensity() {
        return flops / (weightBytes + kvBytes);
    }
}
