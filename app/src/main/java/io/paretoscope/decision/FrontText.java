package io.paretoscope.decision;

import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.Front;
import io.paretoscope.sweep.Metric;
import java.util.List;
import java.util.stream.Collectors;

/** What is said of a front. */
public final class FrontText {
    private FrontText() {}

    /** What is weighed against what. */
    public static String metrics(List<Metric> metrics) {
        return metrics.stream()
                .map(metric -> metric.label() + (metric.better() == Metric.Direction.UP ? " (more" : " (less")
                        + " is better)")
                .collect(Collectors.joining(" against "));
    }

    /**
     * Where a point stands.
     *
     * @param notes keeps why it was left out, where it was
     */
    public static String standing(Front.Standing standing, Footnotes notes) {
        return switch (standing) {
            case Front.Standing.OnFront(boolean certain) -> "on the front" + doubt(certain);
            case Front.Standing.Dominated(Candidate by, boolean certain) ->
                "dominated by " + by.label() + doubt(certain);
            case Front.Standing.LeftOut(String reason) -> "left out " + notes.mark(reason);
        };
    }

    private static String doubt(boolean certain) {
        return certain ? "" : ", undecided";
    }

    /** Why there is no front, where there is none. */
    public static String absence(Front front) {
        return "no point that counts: " + front.members()
                .stream()
                .map(Front.Member::standing)
                .map(standing -> standing instanceof Front.Standing.LeftOut(String reason) ? reason : "")
                .findFirst()
                .orElse("it has no points");
    }
}
