package io.paretoscope.chart;

import io.paretoscope.analysis.Candidate;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.foreign.ForeignPoint;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.replica.Placement;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Verdict;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A point as charts need it: measured here, measured by others, or predicted.
 *
 * @param candidate its numbers, and whether they count
 * @param title how it is called in a tooltip
 * @param series what it has in common with those that differ from it in their batch alone, as legends name it
 * @param setting what it has in common with those that differ from it in their model alone
 * @param parameters of its model; empty where it has several, or nobody knows
 * @param batch sequences on each replica
 * @param onGpu whether it ran on a GPU
 * @param verdict whether its numbers can be trusted; empty where nobody judged them
 * @param ordinal its place in the plan of its run; empty where it was not measured here
 * @param conditions what it was given to do, and where; empty where that is not told
 */
public record ChartPoint(Candidate candidate, String title, String series, String setting, OptionalLong parameters,
        int batch, boolean onGpu, Optional<Verdict> verdict, OptionalInt ordinal, String conditions) {

    /** A point that has ended. */
    static ChartPoint of(PointResult result, Candidate candidate) {
        Optional<Verdict> verdict = result.outcome() instanceof PointOutcome.Measured measured
                ? Optional.of(measured.verdict())
                : Optional.empty();
        return of(result.point(), result.decodedBy(), candidate, verdict);
    }

    /** A point of a plan, with whatever numbers {@code candidate} has. */
    static ChartPoint of(Point point, EngineKind decodedBy, Candidate candidate, Optional<Verdict> verdict) {
        Placement placement = point.placement();
        String engine = decodedBy.markOn(point.device());
        String shared = placement.alone()
                ? ""
                : ", " + (placement.mixed() ? placement.mode().label() : placement.label());
        return new ChartPoint(candidate,
                point.modelLabel() + ", batch " + point.batch()
                        + (placement.alone() ? "" : ", " + placement.label()) + engine,
                point.modelLabel() + shared + engine, "batch " + point.batch() + shared + engine,
                placement.mixed() ? OptionalLong.empty() : OptionalLong.of(point.model().config().parameters()),
                point.batch(), !point.device().isCpu(), verdict, OptionalInt.of(point.ordinal()),
                "prompt " + point.promptTokens() + " + output " + point.outputTokens() + " tokens, "
                        + point.precision() + ", " + point.device());
    }

    /** A point of others, with a batch. */
    static ChartPoint of(ForeignPoint point, Candidate candidate) {
        int each = Math.max(1, candidate.batch() / Math.max(1, point.replicas()));
        return new ChartPoint(candidate, point.label(), point.series(), "batch " + each,
                size(point.series()), each, true, Optional.empty(), OptionalInt.empty(),
                String.join("; ", point.notes()));
    }

    private static OptionalLong size(String series) {
        return OptCatalog.find(series.split(",", 2)[0].strip())
                .map(config -> OptionalLong.of(config.parameters()))
                .orElse(OptionalLong.empty());
    }
}
