package io.paretoscope.analysis.rule;

import java.util.Locale;

/** How much a finding matters, the least first; after the severities of JDK Mission Control. */
public enum Severity {
    /** Looked at, and nothing to act on. */
    OK(0),
    /** Worth knowing when numbers are read or a choice is made. */
    INFO(25),
    /** Acting on it is likely to change throughput, latency, energy, or whether numbers can be trusted. */
    WARNING(75);

    private final int from;

    Severity(int from) {
        this.from = from;
    }

    /** The least score of this severity. */
    int from() {
        return from;
    }

    /** The severity of a score from 0 to 100. */
    static Severity of(int score) {
        return score >= WARNING.from ? WARNING : score >= INFO.from ? INFO : OK;
    }

    /** The word for it in files and options. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
