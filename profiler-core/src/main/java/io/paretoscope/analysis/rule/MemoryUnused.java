package io.paretoscope.analysis.rule;

import io.paretoscope.analysis.FreedMemory;
import io.paretoscope.sweep.FitCheck;
import io.paretoscope.sweep.Metric;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Memory that nothing uses at the batch that one would serve with. */
final class MemoryUnused {
    static final Rule RULE = new Rule("kv-memory-unused", "Most of the device's memory is unused at the advised batch",
            "device memory less peak memory at the advised batch, as a share of device memory",
            Scale.toWarning(Scale.Unit.SHARE, 0.5, 0.9),
            "Memory that a KV cache does not need can hold something that earns its place: replicas, another model, or longer sequences.",
            MemoryUnused::check);

    private MemoryUnused() {}

    private static List<Finding> check(RunEvidence run) {
        return switch (run.limits().memoryBytes()) {
            case Knowledge.Unknown<Double>(String reason) -> List.of(RULE.ignored(Rule.RUN, reason));
            case Knowledge.Known<Double>(Double bytes) -> Subjects.each(RULE, run.engines(),
                    series -> switch (ServingBatch.of(series)) {
                        case Knowledge.Unknown<MeasuredPoint>(String reason) -> RULE.ignored(series.name(), reason);
                        case Knowledge.Known<MeasuredPoint>(MeasuredPoint advised) ->
                            judge(series, advised, bytes, run);
                    });
        };
    }

    private static Finding judge(Series series, MeasuredPoint advised, double total, RunEvidence run) {
        OptionalDouble peak = advised.value(Metric.PEAK_MEMORY);
        if (peak.isEmpty()) {
            return RULE.ignored(series.name(),
                    MeasuredPoint.lack(List.of(advised), Metric.PEAK_MEMORY).orElse("no peak memory"));
        }
        double free = total - peak.getAsDouble();
        FreedMemory use = FreedMemory.of(free, advised.point(), run.results());
        String models = use.otherModels().isEmpty() ? "" : "; or one of " + String.join(", ", use.otherModels());
        return RULE.judged(series.name(), free / total, List.of(advised.point()), String.format(Locale.ROOT,
                "at batch %,d the device's peak is %s of %s: %s unused", advised.point().batch(),
                FitCheck.gibibytes(Math.round(peak.getAsDouble())), FitCheck.gibibytes(Math.round(total)),
                Words.percent(free / total)),
                Remedy.of(String.format(Locale.ROOT,
                        "By estimate it holds %,d more replicas of this batch as streams or %,d as processes%s. Measure what replicas bring "
                                + "before counting on them: memory is seldom what limits them.",
                        use.moreStreams(), use.moreProcesses(), models),
                        SweepLine.replicas(advised.point(), advised.point().batch(), "1,2,4")));
    }
}
