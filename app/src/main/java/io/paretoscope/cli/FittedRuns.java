package io.paretoscope.cli;

import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.prediction.Observation;
import io.paretoscope.analysis.prediction.StepModel;
import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.SweepPlan;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Runs and the model of steps that is fitted to their points.
 *
 * @param runs at least one
 * @param results all their points
 * @param model fitted to those of one engine that are VALID
 */
record FittedRuns(List<StoredRun> runs, List<PointResult> results, StepModel model) {

    /**
     * Fitted.
     *
     * @param engine the kind whose points count; empty where the runs have points of one alone
     * @throws CommandFailure where too few points count, or those of several kinds
     */
    static FittedRuns of(List<StoredRun> runs, Optional<EngineKind> engine) throws CommandFailure {
        List<PointResult> results = runs.stream().flatMap(run -> run.results().stream()).toList();
        List<Observation> all = Observation.of(results);
        if (engine.isEmpty() && all.stream().map(Observation::engine).distinct().count() > 1) {
            throw new CommandFailure(names(runs) + ": points of several engines: say with --engine whose points count",
                    null);
        }
        List<Observation> counting = all.stream()
                .filter(one -> engine.isEmpty() || one.engine() == engine.get())
                .toList();
        return switch (StepModel.of(counting)) {
            case StepModel.Fit.Fitted(StepModel model) -> new FittedRuns(runs, results, model);
            case StepModel.Fit.Unavailable(String reason) ->
                throw new CommandFailure(names(runs) + engine.map(kind -> ", engine " + kind).orElse("") + ": " + reason
                        + leftOut(results),
                        null);
        };
    }

    private static String leftOut(List<PointResult> results) {
        return Candidate.of(results)
                .stream()
                .flatMap(candidate -> candidate.obstacle()
                        .map(obstacle -> candidate.label() + " (" + obstacle.reason() + ")")
                        .stream())
                .findFirst()
                .map(first -> "; one that does not count: " + first)
                .orElse("");
    }

    /** Such as {@code run 3} or {@code runs 3, 4}. */
    static String names(List<StoredRun> runs) {
        return (runs.size() == 1 ? "run " : "runs ") + runs.stream()
                .map(run -> Long.toString(run.summary().id()))
                .collect(Collectors.joining(", "));
    }

    /** The plan of the first run, which says what is asked for where nothing else does. */
    SweepPlan plan() {
        return runs.getFirst().plan();
    }

    /** The models of all runs, in their order. */
    List<ModelSource> models() {
        return runs.stream().flatMap(run -> run.plan().allModels().stream()).distinct().toList();
    }

    /** The model of that name: that of the runs, with its weights, or else that of the catalogue with synthetic ones. */
    ModelSource model(String name, ModelChoice choice) {
        return models().stream()
                .filter(source -> source.config().name().equals(name))
                .findFirst()
                .orElseGet(() -> choice.synthetic(List.of(name), plan().seed()).getFirst());
    }
}
