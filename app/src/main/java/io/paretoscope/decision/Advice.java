package io.paretoscope.decision;

import io.paretoscope.analysis.BatchAdvice;
import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.FreedMemory;
import io.paretoscope.analysis.ReplicaComparison;
import io.paretoscope.sweep.FitCheck;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointResult;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which batch to serve one series with, and what is said of that.
 *
 * @param batch the advice
 * @param freed what the memory that it leaves could hold; empty where it leaves none, or that is not known
 */
public record Advice(BatchAdvice batch, Optional<FreedMemory> freed) {

    /** Whether there is advice on {@code series}: it is on one engine, and replicas are what freed memory can be used for. */
    public static boolean isOn(List<Candidate> series) {
        return series.getFirst().replicas() == 1;
    }

    /**
     * Advice on one series.
     *
     * @param results what was measured along with it; empty of imported runs
     */
    public static Advice of(List<Candidate> series, List<PointResult> results, BatchAdvice.Rule rule) {
        BatchAdvice advice = BatchAdvice.of(series, rule);
        return new Advice(advice, FreedMemory.of(advice, results));
    }

    /** The batch with its reason, or why there is none. */
    public String sentence() {
        return switch (batch.answer()) {
            case BatchAdvice.Answer.Unknown(String reason) -> "no advice: " + reason;
            case BatchAdvice.Answer.NoneFits(BatchAdvice.Trial nearest) -> noneFits(nearest);
            case BatchAdvice.Answer.Choose choose -> {
                String text = "serve with batch " + Figures.count(choose.candidate().batch())
                        + ", the largest that keeps to the rule (reference: batch " + choose.reference().batch() + ")";
                if (choose.candidate().equals(choose.largest())) {
                    yield text + "; it is the largest that counts, so larger ones may do as well: measure them";
                }
                yield text + "; it has " + (choose.throughputKept().isPresent()
                        ? Figures.percent(choose.throughputKept().getAsDouble(), "%.0f %%")
                        : "an unknown share")
                        + " of the output throughput of batch " + Figures.count(choose.largest().batch());
            }
        };
    }

    /** That no batch keeps to the rule, and what the nearest breaks. */
    public static String noneFits(BatchAdvice.Trial nearest) {
        return "no batch keeps to the rule; batch " + nearest.candidate().batch() + ": "
                + String.join("; ", nearest.broken());
    }

    /** What to do with the memory that is left; empty where there is nothing to say. */
    public Optional<String> use() {
        return freed.map(Advice::use);
    }

    private static String use(FreedMemory freed) {
        StringBuilder text = new StringBuilder("it leaves ").append(FitCheck.gibibytes(Math.round(freed.bytes())))
                .append(" free, by estimate room for ")
                .append(freed.moreStreams())
                .append(" more replicas as streams or ")
                .append(freed.moreProcesses())
                .append(" as processes");
        if (!freed.otherModels().isEmpty()) {
            text.append(", or for ").append(String.join(", ", freed.otherModels()));
        }
        if (!freed.measured().isEmpty()) {
            ReplicaComparison.Row best = freed.measured().getFirst();
            text.append("; measured: ")
                    .append(best.point().placement().label())
                    .append(" of this batch, ")
                    .append(best.throughput().text())
                    .append(" output throughput");
        }
        return text.toString();
    }

    /** How each batch stands to the rule; without a row where that cannot be told. */
    public BatchTable table() {
        Footnotes notes = new Footnotes();
        List<BatchTable.Row> rows = batch.trials()
                .stream()
                .map(trial -> new BatchTable.Row(trial.candidate().label(), List.of(
                        Figures.count(trial.candidate().batch()), cell(trial.candidate(), Metric.REQUEST_THROUGHPUT),
                        Figures.number(trial.efficiency()), cell(trial.candidate(), Metric.ITL_MEAN),
                        Figures.number(trial.slowdown()),
                        trial.broken().stream().map(notes::mark).collect(Collectors.joining(" ")))))
                .toList();
        return new BatchTable(List.of(BatchTable.number("Batch"), BatchTable.number("Requests/s"),
                BatchTable.number("Kept of\nalone"), BatchTable.number("ITL mean\nms"),
                BatchTable.number("Times the\nreference"), BatchTable.words("Breaks")), rows, notes.reasons());
    }

    private static String cell(Candidate candidate, Metric metric) {
        return Figures.number(candidate.reading(metric).asDouble());
    }
}
