package io.paretoscope.chart;

import io.paretoscope.sweep.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What is said in and below the chart of a plane. */
final class PlaneText {
    private static final int LONGEST_LEGEND = 40;

    private PlaneText() {}

    /** What the signs mean that are in the chart, and what is not in it. */
    static List<String> signs(Plane plane) {
        List<String> meanings = new ArrayList<>();
        if (plane.weighed()) {
            meanings.add("line: the front");
        }
        if (plane.spots().stream().anyMatch(spot -> spot.standing() == Plane.Standing.DOMINATED)) {
            meanings.add("pale: dominated");
        }
        if (plane.hasIntervals()) {
            meanings.add("bars: 95 % interval of the mean");
        }
        if (plane.spots().stream().anyMatch(Plane.Spot::undecided)) {
            meanings.add("ringed: undecided within the 95 % intervals");
        }
        if (plane.has(Verdict.Kind.UNSTABLE)) {
            meanings.add("ringed: unstable");
        }
        if (plane.has(Verdict.Kind.INVALID)) {
            meanings.add("crossed: invalid");
        }
        if (plane.curves()
                .stream()
                .anyMatch(curve -> curve.role() == ChartSource.Role.PREDICTED && !curve.spots().isEmpty())) {
            meanings.add("dashed and hollow: predicted, not measured");
        }
        meanings.addAll(plane.remarks());
        return meanings;
    }

    /** A label that leaves room for others; both ends of a long name tell more than its beginning. */
    static String legend(String label) {
        int end = LONGEST_LEGEND / 2;
        return label.length() <= LONGEST_LEGEND
                ? label
                : label.substring(0, end) + "…" + label.substring(label.length() - end);
    }

    /** Everything about one point. */
    static String tooltip(Plane plane, Plane.Curve curve, Plane.Spot spot) {
        StringBuilder text = new StringBuilder(curve.name().equals(curve.series())
                ? spot.point().title()
                : curve.name().substring(0, curve.name().indexOf(": ")) + ": " + spot.point().title());
        for (Dimension dimension : List.of(plane.up().dimension(), plane.across().dimension())) {
            if (!(dimension instanceof Dimension.Load)) {
                text.append('\n')
                        .append(dimension.label())
                        .append(' ')
                        .append(MetricDisplay.explanation(dimension.unit(),
                                dimension.equals(plane.up().dimension()) ? spot.y() : spot.x()));
            }
        }
        text.append('\n').append(curve.source());
        if (!spot.point().conditions().isEmpty()) {
            text.append(", ").append(spot.point().conditions());
        }
        spot.point()
                .verdict()
                .ifPresent(verdict -> text.append('\n')
                        .append(verdict.kind().label())
                        .append(verdict.kind() == Verdict.Kind.VALID || verdict.findings().isEmpty()
                                ? ""
                                : ": " + verdict.findings().getFirst().cause().title()));
        if (!spot.said().isEmpty()) {
            text.append('\n').append(spot.said());
        }
        return text.toString();
    }
}
