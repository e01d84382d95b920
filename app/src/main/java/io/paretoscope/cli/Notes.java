package io.paretoscope.cli;

import io.paretoscope.decision.Footnotes;
import java.util.ArrayList;
import java.util.List;

/** Reasons that stand below a table, each once, with marks that refer to them from its cells. */
final class Notes {
    private final Footnotes footnotes = new Footnotes();

    /** The mark for {@code reason}, such as {@code [1]}. */
    String mark(String reason) {
        return footnotes.mark(reason);
    }

    /** Each reason behind its mark, in lines that fit a terminal. */
    List<String> lines() {
        return lines(footnotes.reasons());
    }

    /** The same of reasons that have their marks already, in their order. */
    static List<String> lines(List<String> reasons) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < reasons.size(); i++) {
            lines.addAll(Paragraph.lines(Footnotes.mark(i) + " ", reasons.get(i)));
        }
        return lines;
    }
}
