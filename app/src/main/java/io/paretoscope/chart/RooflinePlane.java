package io.paretoscope.chart;

import io.paretoscope.analysis.Roofline;
import io.paretoscope.selftest.SelfTestJson;
import io.paretoscope.selftest.SelfTestSummary;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.SweepPlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The decode steps of a run under the ceilings of its device, as a plane of two logarithms. */
public final class RooflinePlane {
    private static final double GIGA = 1e9;
    private static final double TERA = 1e12;
    /** How far the ceilings are drawn on either side of what they bound, as a factor. */
    private static final double MARGIN = 2;

    private static final Plane.Axis ACROSS = new Plane.Axis(Dimension.Step.INTENSITY, true);
    private static final Plane.Axis UP = new Plane.Axis(Dimension.Step.ACHIEVED, true);

    private RooflinePlane() {}

    /** Nothing, for that reason. */
    public static Plane none(String reason) {
        return Plane.none(ACROSS, UP, reason);
    }

    /**
     * The measured steps of a run.
     *
     * @param run how it is called
     * @param selfTest result of the self-test that was made with it, as JSON
     */
    public static Plane of(String run, SweepPlan plan, List<PointResult> results, Optional<String> selfTest) {
        String how = ". A self-test of this device (Tools) measures them for runs that begin after it.";
        if (selfTest.isEmpty()) {
            return none("n/a: no self-test went with this run, so the ceilings of its device are not known" + how);
        }
        SelfTestSummary summary;
        try {
            summary = SelfTestJson.read(selfTest.get());
        } catch (IllegalArgumentException e) {
            return none("n/a: the self-test of this run cannot be read: " + e.getMessage());
        }
        return Roofline.Ceilings.of(summary, plan.precision())
                .map(ceilings -> of(ChartSource.shown(run, plan, results), Roofline.of(results, ceilings)))
                .orElseGet(() -> none("n/a: the self-test of this run has not measured both ceilings in "
                        + plan.precision() + how));
    }

    private static Plane of(ChartSource source, Roofline roofline) {
        IdentityHashMap<ChartPoint, Roofline.Place.Placed> placed = new IdentityHashMap<>();
        List<ChartPoint> points = new ArrayList<>();
        List<String> unplaced = new ArrayList<>();
        for (int i = 0; i < source.points().size(); i++) {
            switch (roofline.places().get(i)) {
                case Roofline.Place.Placed place -> {
                    ChartPoint point = source.points().get(i);
                    points.add(point);
                    placed.put(point, place);
                }
                case Roofline.Place.Unplaced(PointResult _, String reason) -> unplaced.add(reason);
            }
        }
        if (points.isEmpty()) {
            return none(unplaced.isEmpty() ? "No points yet" : "n/a: " + unplaced.getFirst());
        }
        List<Plane.Curve> curves = new ArrayList<>();
        List<String> series = Stream.concat(source.planned().stream(), points.stream())
                .map(ChartPoint::series)
                .distinct()
                .toList();
        for (String name : series) {
            List<Plane.Spot> spots = points.stream()
                    .filter(point -> point.series().equals(name))
                    .sorted(Comparator.comparingInt(ChartPoint::batch))
                    .map(point -> spot(point, Objects.requireNonNull(placed.get(point))))
                    .toList();
            curves.add(new Plane.Curve(name, name, source.name(), ChartSource.Role.SHOWN, curves.size(), true, spots));
        }
        return new Plane(ACROSS, UP, source.planned(), curves, ceilings(roofline.ceilings(), placed.values()), "",
                unplaced.isEmpty()
                        ? List.of()
                        : List.of(unplaced.size() + (unplaced.size() == 1 ? " point" : " points") + " not placed: "
                                + unplaced.getFirst()));
    }

    private static Plane.Spot spot(ChartPoint point, Roofline.Place.Placed place) {
        int n = point.candidate().reading(Metric.ITL_MEAN) instanceof Reading.Value value ? value.n() : 0;
        return new Plane.Spot(point, new Reading.Value(place.intensity(), n),
                new Reading.Value(place.achieved() / GIGA, n), Plane.Standing.NONE, false,
                switch (place.bound()) {
                    case MEMORY -> "bound by memory";
                    case COMPUTE -> "bound by computing";
                } + ": a step takes " + MetricDisplay.number(place.timesFloor()) + " times the least time of "
                        + MetricDisplay.number(place.floorMillis()) + " ms (weights "
                        + MetricDisplay.number(place.weightsMillis()) + ", KV cache "
                        + MetricDisplay.number(place.kvMillis()) + ", products "
                        + MetricDisplay.number(place.computeMillis()) + " ms)");
    }

    private static List<Plane.Ceiling> ceilings(Roofline.Ceilings ceilings,
            Collection<Roofline.Place.Placed> placed) {
        double left = placed.stream().mapToDouble(Roofline.Place.Placed::intensity).min().orElseThrow() / MARGIN;
        double right = Math.max(ceilings.ridge(),
                placed.stream().mapToDouble(Roofline.Place.Placed::intensity).max().orElseThrow()) * MARGIN;
        double top = ceilings.flopsPerSecond() / GIGA;
        Plane.Corner ridge = new Plane.Corner(ceilings.ridge(), top);
        return List.of(
                new Plane.Ceiling("memory: " + MetricDisplay.number(ceilings.bytesPerSecond() / GIGA)
                        + " GB/s copied",
                        List.of(new Plane.Corner(Math.min(left, ceilings.ridge() / MARGIN),
                                Math.min(left, ceilings.ridge() / MARGIN) * ceilings.bytesPerSecond() / GIGA), ridge)),
                new Plane.Ceiling("products: " + MetricDisplay.number(ceilings.flopsPerSecond() / TERA)
                        + " TFLOP/s", List.of(ridge, new Plane.Corner(right, top))));
    }
}
