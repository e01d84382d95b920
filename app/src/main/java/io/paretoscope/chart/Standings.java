package io.paretoscope.chart;

import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.Front;
import io.paretoscope.decision.Footnotes;
import io.paretoscope.decision.FrontText;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.Reading;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Where the points of one source stand by two dimensions. */
final class Standings {
    static final Standings NONE = new Standings(new IdentityHashMap<>());

    private final IdentityHashMap<ChartPoint, Front.Standing> standings;

    private Standings(IdentityHashMap<ChartPoint, Front.Standing> standings) {
        this.standings = standings;
    }

    /**
     * By two dimensions that have a better end. A front is over metrics, and a dimension need not be one: its values stand in the place
     * of a metric whose better end is the same.
     */
    static Standings of(List<ChartPoint> points, Dimension across, Dimension up) {
        Metric first = Plane.better(up) == Metric.Direction.UP ? Metric.OUTPUT_THROUGHPUT : Metric.ITL_MEDIAN;
        Metric second = Plane.better(across) == Metric.Direction.UP ? Metric.TOTAL_THROUGHPUT : Metric.ITL_MEAN;
        Front front = Front.of(points.stream().map(point -> {
            Candidate own = point.candidate();
            return new Candidate(own.label(), own.series(), own.batch(), own.replicas(),
                    new PointMetrics(Map.of(first, up.of(point), second, across.of(point))), own.obstacle());
        }).toList(), List.of(first, second));
        IdentityHashMap<ChartPoint, Front.Standing> standings = new IdentityHashMap<>();
        for (int i = 0; i < points.size(); i++) {
            standings.put(points.get(i), front.members().get(i).standing());
        }
        return new Standings(standings);
    }

    /** The point with its standing. */
    Plane.Spot spot(ChartPoint point, Reading.Value x, Reading.Value y) {
        Front.Standing standing = standings.get(point);
        return switch (standing) {
            case null -> new Plane.Spot(point, x, y, Plane.Standing.NONE, false, "");
            case Front.Standing.OnFront(boolean certain) ->
                new Plane.Spot(point, x, y, Plane.Standing.ON_FRONT, !certain, said(standing));
            case Front.Standing.Dominated(Candidate _, boolean certain) ->
                new Plane.Spot(point, x, y, Plane.Standing.DOMINATED, !certain, said(standing));
            case Front.Standing.LeftOut(String reason) ->
                new Plane.Spot(point, x, y, Plane.Standing.DOMINATED, false, "left out of the front: " + reason);
        };
    }

    private static String said(Front.Standing standing) {
        return FrontText.standing(standing, new Footnotes());
    }
}
