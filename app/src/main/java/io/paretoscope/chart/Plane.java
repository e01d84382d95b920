package io.paretoscope.chart;

import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a chart of two axes shows: curves of points, and lines that bound them. A value, so that the screen, files and tables show the
 * same.
 *
 * @param across the axis to the right
 * @param up the axis upwards
 * @param planned points that are still to come, or have come
 * @param curves in the order of the legend; those without a point yet keep their colour for it
 * @param ceilings lines that no point can be above
 * @param absence why there is no point; empty where there is one
 * @param remarks what else has to be said
 */
public record Plane(Axis across, Axis up, List<ChartPoint> planned, List<Curve> curves, List<Ceiling> ceilings,
        String absence, List<String> remarks) {

    /**
     * An axis.
     *
     * @param dimension what runs along it
     * @param log whether by its logarithm
     */
    public record Axis(Dimension dimension, boolean log) {
        boolean shows(double value) {
            return Double.isFinite(value) && (!log || value > 0);
        }
    }

    /**
     * Points that belong together.
     *
     * @param name as the legend has it
     * @param series the same without the run
     * @param source the name of its run
     * @param role what that is in the chart
     * @param look which colour and marker it has, from 0; a prediction has that of what it predicts
     * @param joined whether a line joins them
     * @param spots in the order of the line
     */
    public record Curve(String name, String series, String source, ChartSource.Role role, int look, boolean joined,
            List<Spot> spots) {
        public Curve {
            spots = List.copyOf(spots);
        }

        /** Whether it is drawn where the mean of a point lies; of predictions only the tooltip tells. */
        boolean showsIntervals() {
            return role != ChartSource.Role.PREDICTED;
        }

        /** Its points on the front, from left to right. */
        List<Spot> front() {
            return spots.stream()
                    .filter(spot -> spot.standing() == Standing.ON_FRONT)
                    .sorted(Comparator.comparingDouble(spot -> spot.x().value()))
                    .toList();
        }
    }

    /** Where a point stands among those of its run. */
    public enum Standing {
        /** Nobody asked. */
        NONE,
        /** No other is at least as good both ways and better in one. */
        ON_FRONT,
        /** Some other is. */
        DOMINATED
    }

    /**
     * A point in the chart.
     *
     * @param point it
     * @param x where to the right
     * @param y where upwards
     * @param standing where it stands
     * @param undecided whether the intervals leave that open
     * @param said its standing in words; empty where nobody asked
     */
    public record Spot(ChartPoint point, Reading.Value x, Reading.Value y, Standing standing, boolean undecided,
            String said) {
        boolean is(Verdict.Kind kind) {
            return point.verdict().map(verdict -> verdict.kind() == kind).orElse(false);
        }
    }

    /**
     * A line that no point can be above.
     *
     * @param name what bounds them, and at what
     * @param corners of the line, from left to right
     */
    public record Ceiling(String name, List<Corner> corners) {
        public Ceiling {
            corners = List.copyOf(corners);
        }
    }

    /**
     * A point of a line.
     *
     * @param x where to the right
     * @param y where upwards
     */
    public record Corner(double x, double y) {}

    public Plane {
        planned = List.copyOf(planned);
        curves = List.copyOf(curves);
        ceilings = List.copyOf(ceilings);
        remarks = List.copyOf(remarks);
    }

    /** Nothing, for that reason. */
    public static Plane none(Axis across, Axis up, String reason) {
        return new Plane(across, up, List.of(), List.of(), List.of(), reason, List.of());
    }

    /**
     * The points of {@code sources} that have both values.
     *
     * @param front whether each measured or imported source shows its front, where both axes have a better end
     */
    public static Plane of(List<ChartSource> sources, Axis across, Axis up, boolean front) {
        boolean byModel = across.dimension() == Dimension.Load.MODEL_SIZE;
        boolean weighed = front && across.dimension().better().isPresent() && up.dimension().better().isPresent();
        Map<String, Integer> looks = new LinkedHashMap<>();
        List<Curve> curves = new ArrayList<>();
        Left left = new Left(across, up);
        for (ChartSource source : sources) {
            Standings standings = weighed && source.role() != ChartSource.Role.PREDICTED
                    ? Standings.of(source.points(), across.dimension(), up.dimension())
                    : Standings.NONE;
            Map<String, List<Spot>> series = new LinkedHashMap<>();
            source.planned().forEach(point -> series.put(named(point, byModel), new ArrayList<>()));
            for (ChartPoint point : source.points()) {
                List<Spot> spots = series.computeIfAbsent(named(point, byModel), _ -> new ArrayList<>());
                Reading x = across.dimension().of(point);
                Reading y = up.dimension().of(point);
                if (x instanceof Reading.Value right && y instanceof Reading.Value high && across.shows(right.value())
                        && up.shows(high.value())) {
                    spots.add(standings.spot(point, right, high));
                } else {
                    left.out(source, x, y);
                }
            }
            boolean alone = sources.stream()
                    .allMatch(one -> one.role() == ChartSource.Role.SHOWN || one.role() == ChartSource.Role.PREDICTED);
            series.forEach((name, spots) -> {
                spots.sort(byModel
                        ? Comparator.comparingDouble(spot -> spot.x().value())
                        : Comparator.comparingInt(spot -> spot.point().batch()));
                String of = source.role() == ChartSource.Role.PREDICTED ? sources.getFirst().name() : source.name();
                int look = looks.computeIfAbsent(of + ": " + name, _ -> looks.size());
                curves.add(new Curve(source.legend(name, alone), name, source.name(), source.role(), look, !weighed,
                        spots));
            });
        }
        boolean any = curves.stream().anyMatch(curve -> !curve.spots().isEmpty());
        return new Plane(across, up, sources.stream().flatMap(source -> source.planned().stream()).toList(), curves,
                List.of(), any ? "" : left.absence(), left.remarks());
    }

    private static String named(ChartPoint point, boolean byModel) {
        return byModel ? point.setting() : point.series();
    }

    /** Every point in it, with both values and how far they may be off. */
    public ShownTable table() {
        List<String> head = new ArrayList<>(List.of("curve", "run", "point"));
        for (Axis axis : List.of(across, up)) {
            String title = axis.dimension().title();
            head.addAll(List.of(title, title + " low", title + " high", title + " n"));
        }
        head.addAll(List.of("verdict", "standing"));
        List<List<String>> rows = new ArrayList<>();
        for (Curve curve : curves) {
            for (Spot spot : curve.spots()) {
                List<String> row = new ArrayList<>(List.of(curve.name(), curve.source(), spot.point().title()));
                for (Reading.Value value : List.of(spot.x(), spot.y())) {
                    row.add("" + value.value());
                    row.add(value.interval().map(ends -> "" + ends.low()).orElse(""));
                    row.add(value.interval().map(ends -> "" + ends.high()).orElse(""));
                    row.add("" + value.n());
                }
                row.add(spot.point().verdict().map(verdict -> verdict.kind().label()).orElse(""));
                row.add(spot.said());
                rows.add(row);
            }
        }
        return new ShownTable(head, rows);
    }

    /** Whether any point is of that verdict. */
    boolean has(Verdict.Kind kind) {
        return spots().stream().anyMatch(spot -> spot.is(kind));
    }

    /** Whether any interval is drawn. */
    boolean hasIntervals() {
        return curves.stream()
                .filter(Curve::showsIntervals)
                .flatMap(curve -> curve.spots().stream())
                .anyMatch(spot -> spot.x().interval().isPresent() || spot.y().interval().isPresent());
    }

    /** All points. */
    List<Spot> spots() {
        return curves.stream().flatMap(curve -> curve.spots().stream()).toList();
    }

    /** How many points it has. */
    public int size() {
        return spots().size();
    }

    /** Whether there is a front. */
    boolean weighed() {
        return spots().stream().anyMatch(spot -> spot.standing() != Standing.NONE);
    }

    /** What is not in the chart, and why. */
    private static final class Left {
        private final Axis across;
        private final Axis up;
        private Optional<String> reason = Optional.empty();
        private int points;
        private int belowLog;

        Left(Axis across, Axis up) {
            this.across = across;
            this.up = up;
        }

        void out(ChartSource source, Reading x, Reading y) {
            points++;
            if (x instanceof Reading.Value && y instanceof Reading.Value) {
                belowLog++;
            } else if (reason.isEmpty() && source.role() != ChartSource.Role.PREDICTED) {
                reason = Optional.of(y instanceof Reading.Unavailable(String why)
                        ? why(up.dimension(), why)
                        : x instanceof Reading.Unavailable(String why) ? why(across.dimension(), why) : "");
            }
        }

        private static String why(Dimension dimension, String reason) {
            return "No point has a value of " + dimension.label() + ": " + reason;
        }

        String absence() {
            return points == 0 ? "No points yet" : reason.orElse(remarks().isEmpty() ? "" : remarks().getFirst());
        }

        List<String> remarks() {
            return belowLog == 0
                    ? List.of()
                    : List.of(belowLog + (belowLog == 1 ? " point" : " points")
                            + " at 0 or below, which a logarithmic axis does not have");
        }
    }

    /** The better end of an axis, where it has one. */
    static Metric.Direction better(Dimension dimension) {
        return dimension.better().orElseThrow();
    }
}
