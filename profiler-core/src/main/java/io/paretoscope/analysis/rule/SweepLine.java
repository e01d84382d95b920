package io.paretoscope.analysis.rule;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.opt.Precision;
import io.paretoscope.sweep.Point;
import java.util.List;
import java.util.stream.Collectors;

/** Command lines that measure more of what a run has measured. */
final class SweepLine {
    private SweepLine() {}

    /**
     * A sweep of one model as {@code like} ran it, alone on the device.
     *
     * @param more options besides, each with its value
     */
    static String of(Point like, List<Integer> batches, String... more) {
        return of(like, batches, like.precision(), more);
    }

    /** The same in another precision. */
    static String of(Point like, List<Integer> batches, Precision precision, String... more) {
        String numbers = batches.stream().sorted().distinct().map(String::valueOf).collect(Collectors.joining(","));
        return "paretoscope sweep " + weights(like.model()) + " --batch " + numbers + " --prompt "
                + like.promptTokens() + " --output " + like.outputTokens() + " --device " + like.device()
                + " --precision " + precision + (more.length == 0 ? "" : " " + String.join(" ", more));
    }

    /** With the modes that let replicas on that device run at once. */
    static String replicas(Point like, int batch) {
        return of(like, List.of(batch), "--replicas 1,2,4",
                "--replica-mode " + (like.device().isCpu() ? "streams,processes" : "streams,mps"));
    }

    private static String weights(ModelSource model) {
        return switch (model.weights()) {
            case WeightsRef.Synthetic(long seed) ->
                "--model " + model.config().name() + (seed == 0 ? "" : " --seed " + seed);
            case WeightsRef.Stored(String location) -> "--checkpoint " + quoted(location);
        };
    }

    private static String quoted(String text) {
        return text.matches("[\\w./~@:+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
