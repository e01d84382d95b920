package io.paretoscope.sweep;

import java.util.List;

/**
 * Whether a point's numbers can be trusted, and why not (R28).
 *
 * @param kind the gravest of the findings
 * @param findings everything noticed, the gravest first; notes among them do not count against the point
 */
public record Verdict(Kind kind, List<Finding> findings) {
    public Verdict {
        findings = List.copyOf(findings);
    }

    /** Judges a point: a pure function of its samples and of the numbers computed from them. */
    public static Verdict of(PointSamples samples, PointMetrics metrics) {
        List<Finding> findings = new Judgement(samples, metrics).findings();
        Kind kind = Kind.VALID;
        for (Finding finding : findings) {
            Kind of = switch (finding.cause().gravity()) {
                case INVALID -> Kind.INVALID;
                case UNSTABLE -> Kind.UNSTABLE;
                case NOTE -> Kind.VALID;
            };
            kind = of.compareTo(kind) > 0 ? of : kind;
        }
        return new Verdict(kind, findings);
    }

    /** The three verdicts. */
    public enum Kind {
        /** Nothing speaks against the numbers. */
        VALID("VALID"),
        /** They are what was measured, but measuring again may well give others. */
        UNSTABLE("UNSTABLE"),
        /** They are not what they are called. */
        INVALID("INVALID");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** As shown and stored. */
        public String label() {
            return label;
        }
    }

    /**
     * Something noticed.
     *
     * @param cause what kind of thing it is, with its gravity and advice
     * @param evidence what was seen, in one line with numbers
     */
    public record Finding(Cause cause, String evidence) {}
}
