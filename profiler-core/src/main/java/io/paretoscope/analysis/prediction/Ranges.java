package io.paretoscope.analysis.prediction;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** How far outside of what was measured a workload lies, in octaves (doublings), for each of its sizes, added up. */
final class Ranges {
    private final List<Sizes> all;

    private record Sizes(String model, double batch, double context, double prompt, double weights) {
        static Sizes of(Workload workload) {
            return new Sizes(workload.config().name(), workload.batch(), workload.meanContext(),
                    workload.promptTokens(), workload.weightBytes());
        }
    }

    Ranges(List<Workload> all) {
        this.all = all.stream().map(Sizes::of).toList();
    }

    boolean knows(Workload workload) {
        return all.stream().anyMatch(one -> one.model().equals(workload.config().name()));
    }

    /** For a decode step: batch, mean context, and the bytes of weights where its model was not measured. */
    double decodeOctaves(Workload workload) {
        return octaves(workload, Sizes::context);
    }

    /** For prefill: the same with the prompt. */
    double prefillOctaves(Workload workload) {
        return octaves(workload, Sizes::prompt);
    }

    private double octaves(Workload workload, ToDoubleFunction<Sizes> length) {
        Sizes sizes = Sizes.of(workload);
        List<Sizes> own = all.stream().filter(one -> one.model().equals(sizes.model())).toList();
        List<Sizes> measured = own.isEmpty() ? all : own;
        return outside(sizes, measured, Sizes::batch) + outside(sizes, measured, length)
                + outside(sizes, measured, Sizes::weights);
    }

    private static double outside(Sizes sizes, List<Sizes> measured, ToDoubleFunction<Sizes> size) {
        double least = measured.stream().mapToDouble(size).min().orElseThrow();
        double most = measured.stream().mapToDouble(size).max().orElseThrow();
        double value = size.applyAsDouble(sizes);
        return Math.max(0, Math.max(log2(value / most), log2(least / value)));
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }
}
