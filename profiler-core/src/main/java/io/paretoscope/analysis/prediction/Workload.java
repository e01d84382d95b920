package io.paretoscope.analysis.prediction;

import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.util.Map;

/**
 * What one engine, alone on its device, is to do: the same batch over and over.
 *
 * @param config shape of the model
 * @param precision of weights and activations
 * @param batch sequences that run together
 * @param promptTokens of each
 * @param outputTokens that each generates, the first of them from prefill
 */
public record Workload(OptConfig config, Precision precision, int batch, int promptTokens, int outputTokens) {

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException saying in one line what is wrong and what would be right
     */
    public Workload {
        atLeastOne("batch size", batch);
        atLeastOne("prompt length", promptTokens);
        atLeastOne("output length", outputTokens);
        if ((long) promptTokens + outputTokens > config.positions()) {
            throw new IllegalArgumentException("prompt " + promptTokens + " + output " + outputTokens
                    + " tokens exceed the " + config.positions() + " positions of " + config.name());
        }
    }

    private static void atLeastOne(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " " + value + ": must be at least 1");
        }
    }

    /** The same with another batch. */
    public Workload withBatch(int other) {
        return new Workload(config, precision, other, promptTokens, outputTokens);
    }

    /** Tokens that a sequence attends to on average over its decode steps. */
    public double meanContext() {
        return promptTokens + outputTokens / 2.0;
    }

    /** Decode steps of a batch. */
    int decodeSteps() {
        return outputTokens - 1;
    }

    /** Whether {@code other} is the same work, weights aside. */
    boolean sameAs(Workload other) {
        return config.name().equals(other.config.name()) && batch == other.batch && promptTokens == other.promptTokens
                && outputTokens == other.outputTokens && precision == other.precision;
    }

    /** One decode step at the mean context. */
    Cost decodeStep() {
        double context = meanContext();
        return new Cost(Map.of(Term.LAUNCHES, (double) config.layers(), Term.WEIGHTS, weightBytes(), Term.KV_CACHE,
                batch * context * config.kvBytesPerToken(precision), Term.ACTIVATIONS, batch * residualBytes(),
                Term.OPERATIONS, config.decodeFlops(batch, (int) Math.round(context))));
    }

    /**
     * Prefill of the batch: products of every prompt token, the head for the last of each sequence, and attention of every
     * token to those before it, half of all pairs.
     */
    Cost prefill() {
        double head = (double) config.vocabulary() * config.embedding();
        double layers = weightBytes() / precision.bytes() - head;
        double pairs = promptTokens * (double) promptTokens / 2;
        double operations = 2.0 * batch
                * (promptTokens * layers + head + 2.0 * config.layers() * config.hidden() * pairs);
        return new Cost(Map.of(Term.LAUNCHES, (double) config.layers(), Term.WEIGHTS, weightBytes(), Term.ACTIVATIONS,
                batch * promptTokens * residualBytes(), Term.OPERATIONS, operations));
    }

    /** A whole batch that takes {@code seconds}, in the terms that energy goes into. */
    Cost energy(double seconds) {
        Cost all = decodeStep().times(decodeSteps()).plus(prefill());
        return new Cost(Map.of(Term.TIME, seconds, Term.READING, all.of(Term.WEIGHTS) + all.of(Term.KV_CACHE),
                Term.ACTIVATIONS, all.of(Term.ACTIVATIONS), Term.OPERATIONS, all.of(Term.OPERATIONS)));
    }

    double weightBytes() {
        return config.weightBytesPerStep(precision);
    }

    private double residualBytes() {
        return (double) config.layers() * config.hidden() * precision.bytes();
    }
}
