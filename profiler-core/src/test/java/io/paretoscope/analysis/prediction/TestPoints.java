package io.paretoscope.analysis.prediction;

import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.Precision;
import io.paretoscope.sweep.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Points of a device that is known: a step takes 0.1 ms for each layer and the reading of weights and KV cache at 2 TB/s, which
 * overlap as decode steps are fitted; prefill takes as long for launches and computes at 400 TFLOP/s; the device takes 100 W and
 * 0.2 nJ for each byte.
 */
public final class TestPoints {
    static final double STANDING_WATTS = 100;
    private static final double MILLIS_PER_LAYER = 0.1;
    private static final double BYTES_PER_MILLI = 2e9;
    private static final double OPERATIONS_PER_MILLI = 4e11;
    private static final double JOULES_PER_BYTE = 2e-10;

    private TestPoints() {}

    /** A workload of fp16. */
    public static Workload workload(String model, int batch, int prompt, int output) {
        return new Workload(OptCatalog.get(model), Precision.FP16, batch, prompt, output);
    }

    static double stepMillis(Workload workload) {
        return stepMillis(workload, 1);
    }

    /** Where the memory is so many times as fast. */
    static double stepMillis(Workload workload, double bandwidthTimes) {
        Cost cost = workload.decodeStep();
        double rate = BYTES_PER_MILLI * bandwidthTimes;
        return overlapping(1.5, launchMillis(workload), cost.of(Term.WEIGHTS) / rate, cost.of(Term.KV_CACHE) / rate);
    }

    static double prefillMillis(Workload workload) {
        return overlapping(2, launchMillis(workload), workload.prefill().of(Term.OPERATIONS) / OPERATIONS_PER_MILLI);
    }

    private static double launchMillis(Workload workload) {
        return MILLIS_PER_LAYER * workload.config().layers();
    }

    private static double overlapping(double exponent, double... millis) {
        return Math.pow(Arrays.stream(millis).map(each -> Math.pow(each, exponent)).sum(), 1 / exponent);
    }

    static double batchMillis(Workload workload) {
        return prefillMillis(workload) + (workload.outputTokens() - 1) * stepMillis(workload);
    }

    static double batchJoules(Workload workload) {
        return workload.energy(0).of(Term.READING) * JOULES_PER_BYTE + STANDING_WATTS * batchMillis(workload) / 1e3;
    }

    /** The point of that workload, each time {@code factor} of what it takes by the rule. */
    static Observation point(Workload workload, double factor) {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        double seconds = factor * batchMillis(workload) / 1e3;
        values.put(Metric.ITL_MEAN, factor * stepMillis(workload));
        values.put(Metric.TTFT_MEDIAN, factor * prefillMillis(workload));
        values.put(Metric.REQUEST_THROUGHPUT, workload.batch() / seconds);
        values.put(Metric.MEAN_POWER, batchJoules(workload) / seconds);
        values.put(Metric.GPU_UTILISATION, 50.0);
        return new Observation(workload, EngineKind.TORCHSCRIPT, values);
    }

    /** Those batches of those models at those lengths, without noise. */
    public static List<Observation> points(List<String> models, List<Integer> batches, int prompt, int output) {
        return models.stream()
                .flatMap(model -> batches.stream().map(batch -> point(workload(model, batch, prompt, output), 1)))
                .toList();
    }

    /** Four sizes at two lengths. */
    public static List<Observation> many() {
        List<String> models = List.of("opt-125m", "opt-1.3b", "opt-2.7b", "opt-6.7b");
        List<Integer> batches = List.of(1, 8, 64, 256);
        return Stream.concat(points(models, batches, 256, 64).stream(), points(models, batches, 32, 16).stream())
                .toList();
    }

    /** A model of such points. */
    public static StepModel fitted(List<Observation> observations) {
        return switch (StepModel.of(new ArrayList<>(observations))) {
            case StepModel.Fit.Fitted(StepModel model) -> model;
            case StepModel.Fit.Unavailable(String reason) -> throw new AssertionError(reason);
        };
    }
}
