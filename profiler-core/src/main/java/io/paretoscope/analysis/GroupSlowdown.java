package io.paretoscope.analysis;

import io.paretoscope.replica.Part;
import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What different models side by side cost each other: every part of a group against one replica of it alone on the device.
 *
 * @param result the group's point
 * @param parts in its order
 */
public record GroupSlowdown(PointResult result, List<PartSlowdown> parts) {

    /**
     * A part of a group.
     *
     * @param part its model, batch and replicas
     * @param metrics its own numbers, of all its replicas together
     * @param throughput output throughput of one of its replicas in the group over that of one alone
     * @param itl median inter-token latency in the group over that alone
     */
    public record PartSlowdown(Part part, PointMetrics metrics, Gain throughput, Gain itl) {}

    public GroupSlowdown {
        parts = List.copyOf(parts);
    }

    /** Of every group that was measured among the points of one run. */
    public static List<GroupSlowdown> of(List<PointResult> results) {
        List<GroupSlowdown> slowdowns = new ArrayList<>();
        for (PointResult result : results) {
            if (result.point().placement().mixed() && result.outcome() instanceof PointOutcome.Measured measured) {
                List<Part> parts = result.point().parts();
                List<PartSlowdown> each = new ArrayList<>();
                for (int i = 0; i < parts.size(); i++) {
                    each.add(slowdown(parts.get(i), PointMetrics.ofPart(measured.samples(), i),
                            sameEngine(result, results)));
                }
                slowdowns.add(new GroupSlowdown(result, each));
            }
        }
        return slowdowns;
    }

    private static List<PointResult> sameEngine(PointResult group, List<PointResult> results) {
        return results.stream().filter(result -> result.decodedBy() == group.decodedBy()).toList();
    }

    private static PartSlowdown slowdown(Part part, PointMetrics together, List<PointResult> results) {
        Optional<PointMetrics> alone = results.stream()
                .filter(result -> isAlone(result.point(), part))
                .map(PointResult::outcome)
                .filter(PointOutcome.Measured.class::isInstance)
                .map(outcome -> ((PointOutcome.Measured) outcome).metrics())
                .findFirst();
        Gain unknown = new Gain.Unknown("it was not measured alone");
        return new PartSlowdown(part, together,
                alone.map(base -> Gain.of(divided(together.reading(Metric.OUTPUT_THROUGHPUT), part.replicas()),
                        base.reading(Metric.OUTPUT_THROUGHPUT))).orElse(unknown),
                alone.map(base -> Gain.of(Metric.ITL_MEDIAN, together, base)).orElse(unknown));
    }

    private static boolean isAlone(Point point, Part part) {
        return point.placement().alone() && point.model().equals(part.model()) && point.batch() == part.batch();
    }

    private static Reading divided(Reading reading, int replicas) {
        return switch (reading) {
            case Reading.Unavailable unavailable -> unavailable;
            case Reading.Value value -> new Reading.Value(value.value() / replicas, value.n(),
                    value.interval()
                            .map(of -> new Interval(of.low() / replicas, of.high() / replicas,
                                    of.runs())),
                    value.source());
        };
    }
}
