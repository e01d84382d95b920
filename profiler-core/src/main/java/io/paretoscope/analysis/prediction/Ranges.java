package io.paretoscope.analysis.prediction;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** How far outside of what was measured a workload lies, in octaves (doublings), for each of its sizes, added up. */
final class Ranges {
    private final List<Workload> all;

    Ranges(List<Workload> all) {
        this.all = List.copyOf(all);
    }

    boolean knows(Workload workload) {
        return all.stream().anyMatch(one -> one.config().name().equals(workload.config().name()));
    }

    /** For a decode step: batch, mean context, and the bytes of weights where its model was not measured. */
    double decodeOctaves(Workload workload) {
        return octaves(workload, Workload::meanContext);
    }

    /** For prefill: the same with the prompt. */
    double prefillOctaves(Workload workload) {
        return octaves(workload, Workload::promptTokens);
    }

    private double octaves(Workload workload, ToDoubleFunction<Workload> length) {
        List<Workload> nearest = knows(workload)
                ? all.stream().filter(one -> one.config().name().equals(workload.config().name())).toList()
                : all;
        return outside(workload, nearest, Workload::batch) + outside(workload, nearest, length)
                + outside(workload, nearest, Workload::weightBytes);
    }

    private static double outside(Workload workload, List<Workload> measured, ToDoubleFunction<Workload> size) {
        double least = measured.stream().mapToDouble(size).min().orElseThrow();
        double most = measured.stream().mapToDouble(size).max().orElseThrow();
        double value = size.applyAsDouble(workload);
        return Math.max(0, Math.max(log2(value / most), log2(least / value)));
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }
}
