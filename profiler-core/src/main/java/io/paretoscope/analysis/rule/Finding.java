package io.paretoscope.analysis.rule;

import io.paretoscope.sweep.Point;
import java.util.List;
import java.util.Optional;

/** What a rule has to say of one subject: a series of points, or the whole run. */
public sealed interface Finding {
    /** The rule. */
    Rule rule();

    /** What it is about: a series, such as {@code opt-125m (synthetic)}, or {@code the run}. */
    String subject();

    /**
     * It was looked at.
     *
     * @param rule the rule
     * @param subject what it is about
     * @param score from 0 to 100
     * @param points those that it concerns; none where all is well
     * @param evidence what was seen, in one line with numbers and units
     * @param remedy what to do next; empty where all is well
     */
    record Judged(Rule rule, String subject, int score, List<Point> points, String evidence,
            Optional<Remedy> remedy) implements Finding {
        public Judged {
            points = List.copyOf(points);
        }

        /** How much it matters. */
        public Severity severity() {
            return Severity.of(score);
        }
    }

    /**
     * The rule lacks what it needs.
     *
     * @param rule the rule
     * @param subject what it is about
     * @param reason what is lacking, and where it can be, how to get it
     */
    record Ignored(Rule rule, String subject, String reason) implements Finding {}
}
