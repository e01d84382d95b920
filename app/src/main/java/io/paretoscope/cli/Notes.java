package io.paretoscope.cli;

import java.util.ArrayList;
import java.util.List;

/** Reasons that stand below a table, each once, with marks that refer to them from its cells. */
final class Notes {
    private final List<String> reasons = new ArrayList<>();

    /** The mark for {@code reason}, such as {@code [1]}. */
    String mark(String reason) {
        if (!reasons.contains(reason)) {
            reasons.add(reason);
        }
        return "[" + (reasons.indexOf(reason) + 1) + "]";
    }

    /** Each reason behind its mark, in lines that fit a terminal. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < reasons.size(); i++) {
            lines.addAll(Paragraph.lines("[" + (i + 1) + "] ", reasons.get(i)));
        }
        return lines;
    }
}
