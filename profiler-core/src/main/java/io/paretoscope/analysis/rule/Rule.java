package io.paretoscope.analysis.rule;

import io.paretoscope.sweep.Point;
import java.util.List;
import java.util.Optional;

/**
 * Something that is looked for in a run. {@code docs/findings.md} states the same with the reason of each threshold; a test holds the two
 * together.
 *
 * @param id its name in files and on the page, such as {@code launch-bound}
 * @param title in a few words
 * @param quantity the one number by which it is judged
 * @param scale how that number is judged
 * @param explanation what it means where it fires
 * @param check looks for it
 */
public record Rule(String id, String title, String quantity, Scale scale, String explanation, Check check) {

    /** The subject of what concerns no single series. */
    static final String RUN = "the run";

    /** Looks at a run. Pure; keeps nothing. */
    @FunctionalInterface
    interface Check {
        /** What it says of each subject; at least one finding. */
        List<Finding> of(RunEvidence run);
    }

    /** When it fires: {@code INFO from 50 %, WARNING from 75 %}. */
    public String threshold() {
        return scale.text();
    }

    /** What it says of {@code run}. */
    List<Finding> apply(RunEvidence run) {
        return check.of(run);
    }

    /** Whether {@code value} is worth telling. */
    boolean fires(double value) {
        return value >= scale.info();
    }

    /** Judges {@code value}; the points and the remedy count only where it fires. */
    Finding judged(String subject, double value, List<Point> points, String evidence, Remedy remedy) {
        int score = scale.score(value);
        boolean fires = Severity.of(score) != Severity.OK;
        return new Finding.Judged(this, subject, score, fires ? points : List.of(), evidence,
                fires ? Optional.of(remedy) : Optional.empty());
    }

    /** Nothing to act on. */
    Finding ok(String subject, String evidence) {
        return new Finding.Judged(this, subject, 0, List.of(), evidence, Optional.empty());
    }

    /** Cannot tell. */
    Finding ignored(String subject, String reason) {
        return new Finding.Ignored(this, subject, reason);
    }
}
