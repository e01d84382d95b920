package io.paretoscope.decision;

import io.paretoscope.analysis.rule.Finding;
import io.paretoscope.analysis.rule.Findings;
import io.paretoscope.analysis.rule.Severity;
import io.paretoscope.sweep.Point;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is said of findings. */
public final class FindingsText {
    private FindingsText() {}

    /** How grave a finding is, in a word and by its score. */
    public static String badge(Finding.Judged finding) {
        return finding.severity().label().toUpperCase(Locale.ROOT) + " " + finding.score();
    }

    /** The rule and what it is about. */
    public static String title(Finding.Judged finding) {
        return finding.rule().title() + " (" + finding.rule().id() + "): " + finding.subject();
    }

    /** The points that it concerns. */
    public static String points(Finding.Judged finding) {
        return finding.points().stream().map(Point::label).collect(Collectors.joining("; "));
    }

    /** What a rule saw that has nothing to act on, in a line. */
    public static String quiet(Finding.Judged finding) {
        return line(finding, finding.evidence());
    }

    /** Why a rule could not tell, in a line. */
    public static String untold(Finding.Ignored finding) {
        return line(finding, finding.reason());
    }

    private static String line(Finding finding, String text) {
        return finding.rule().id() + ", " + finding.subject() + ": " + text;
    }

    /** Those with nothing to act on. */
    public static List<Finding.Judged> nothingToActOn(Findings findings) {
        return findings.judged().stream().filter(finding -> finding.severity() == Severity.OK).toList();
    }

    /** How many there are of each severity, and which rules could not tell. */
    public static String tally(Findings findings) {
        List<String> untold = findings.ignored().stream().map(finding -> finding.rule().id()).distinct().toList();
        return count(findings, Severity.WARNING) + " to act on, " + count(findings, Severity.INFO)
                + " worth knowing, " + count(findings, Severity.OK) + " with nothing to act on"
                + (untold.isEmpty() ? "" : "; could not tell: " + String.join(", ", untold));
    }

    private static long count(Findings findings, Severity severity) {
        return findings.judged().stream().filter(finding -> finding.severity() == severity).count();
    }
}
