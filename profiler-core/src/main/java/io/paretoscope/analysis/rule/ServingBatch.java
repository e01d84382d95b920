package io.paretoscope.analysis.rule;

import io.paretoscope.analysis.BatchAdvice;
import io.paretoscope.analysis.Candidate;
import java.util.List;

/** The batch of a series that the advice names by its default rule. */
final class ServingBatch {
    private ServingBatch() {}

    static Knowledge<MeasuredPoint> of(Series series) {
        return switch (BatchAdvice.of(series.candidates(), BatchAdvice.Rule.DEFAULT).answer()) {
            case BatchAdvice.Answer.Choose choose -> new Knowledge.Known<>(series.point(choose.candidate()));
            case BatchAdvice.Answer.Unknown(String reason) -> new Knowledge.Unknown<>("no advised batch: " + reason);
            case BatchAdvice.Answer.NoneFits(BatchAdvice.Trial(Candidate nearest, var _, var _, List<String> broken)) ->
                new Knowledge.Unknown<>(
                        "no advised batch: batch " + nearest.batch() + ": " + String.join("; ", broken));
        };
    }
}
