package io.paretoscope.analysis.rule;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Placement;
import io.paretoscope.sweep.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Command lines that measure more of what a run has measured. Points of groups have none. */
final class SweepLine {
    private SweepLine() {}

    /**
     * A sweep of what {@code like} ran.
     *
     * @param more options besides, each with its value
     */
    static String of(Point like, List<Integer> batches, String... more) {
        return of(like, batches, like.precision(), more);
    }

    /** The same in another precision. */
    static String of(Point like, List<Integer> batches, Precision precision, String... more) {
        List<String> options = new ArrayList<>(engine(like));
        options.addAll(placement(like.placement()));
        options.addAll(List.of(more));
        return text(like, batches, precision, options);
    }

    /** What {@code like} ran, with every kind of engine that its device has. */
    static String engines(Point like, List<Integer> batches) {
        String kinds = Arrays.stream(EngineKind.values())
                .filter(kind -> kind.obstacleOn(like.device()).isEmpty())
                .map(EngineKind::label)
                .collect(Collectors.joining(","));
        List<String> options = new ArrayList<>(List.of("--engine " + kinds));
        options.addAll(placement(like.placement()));
        return text(like, batches, like.precision(), options);
    }

    /** The model of {@code like} in several numbers of replicas, by the modes that let them run at once on its device. */
    static String replicas(Point like, int batch, String counts) {
        List<String> options = new ArrayList<>(engine(like));
        options.add("--replicas " + counts);
        options.add("--replica-mode " + (like.device().isCpu() ? "streams,processes" : "streams,mps"));
        return text(like, List.of(batch), like.precision(), options);
    }

    private static List<String> engine(Point like) {
        return like.engine() == EngineKind.defaultFor(like.device())
                ? List.of()
                : List.of("--engine " + like.engine());
    }

    private static String text(Point like, List<Integer> batches, Precision precision, List<String> options) {
        String numbers = batches.stream().sorted().distinct().map(String::valueOf).collect(Collectors.joining(","));
        return "paretoscope sweep " + weights(like.model()) + " --batch " + numbers + " --prompt "
                + like.promptTokens() + " --output " + like.outputTokens() + " --device " + like.device()
                + " --precision " + precision + (options.isEmpty() ? "" : " " + String.join(" ", options));
    }

    private static List<String> placement(Placement placement) {
        List<String> options = new ArrayList<>();
        if (!placement.alone()) {
            options.add("--replicas " + placement.replicas());
            options.add("--replica-mode " + placement.mode());
            placement.threadPercentage().ifPresent(percentage -> options.add("--mps-threads " + percentage));
        }
        return options;
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
