package io.paretoscope.decision;

import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.Knee;
import java.util.List;

/** What is said of a knee. */
public final class KneeText {
    private KneeText() {}

    /** The answer with its reason, and what Kneedle says. */
    public static String sentence(Knee knee) {
        String within = Figures.percent(knee.epsilon(), "%.3g %%");
        String answer = switch (knee.answer()) {
            case Knee.Answer.At(Candidate smallest, List<Candidate> possible) ->
                "batch " + Figures.count(smallest.batch()) + " is the smallest within " + within + " of the best"
                        + (possible.size() > 1
                                ? "; its interval reaches that, and sure of it is batch "
                                        + Figures.count(possible.getLast().batch())
                                : "");
            case Knee.Answer.StillRising(Candidate largest, var next) ->
                "still rising at batch " + Figures.count(largest.batch()) + ", the largest that counts"
                        + next.map(reason -> "; the next larger does not: " + reason)
                                .orElse("; measure larger batches");
            case Knee.Answer.MemoryFirst(Candidate largest, String reason) ->
                "memory first: still rising at batch " + Figures.count(largest.batch()) + ", and the next larger was "
                        + reason;
            case Knee.Answer.None(String reason) -> "none: " + reason;
        };
        return answer + knee.secondOpinion()
                .map(second -> " (Kneedle: batch " + Figures.count(second.batch()) + ")")
                .orElse("");
    }

    /** What each batch brings; without a row where none counts. */
    public static BatchTable table(Knee knee) {
        double best = knee.steps().stream().mapToDouble(step -> step.throughput().value()).max().orElse(Double.NaN);
        return new BatchTable(List.of(BatchTable.number("Batch"), BatchTable.number("Output\ntokens/s"),
                BatchTable.number("95 % interval"), BatchTable.number("Share of\nthe best"),
                BatchTable.number("Gain per\ndoubling")),
                knee.steps().stream().map(step -> row(step, best)).toList(), List.of());
    }

    private static BatchTable.Row row(Knee.Step step, double best) {
        return new BatchTable.Row(step.candidate().label(), List.of(Figures.count(step.candidate().batch()),
                Figures.number(step.throughput().value()), step.throughput()
                        .interval()
                        .map(interval -> Figures.number(interval.low()) + " … " + Figures.number(interval.high()))
                        .orElse(""),
                Figures.percent(step.throughput().value() / best, "%.0f %%"), step.gainPerDoubling().isPresent()
                        ? Figures.percent(step.gainPerDoubling().getAsDouble(), "%+.0f %%")
                        : ""));
    }
}
