package io.paretoscope.decision;

import java.util.ArrayList;
import java.util.List;

/** Reasons that stand below a table, each once, with marks that refer to them from its cells. */
public final class Footnotes {
    private final List<String> reasons = new ArrayList<>();

    /** The mark for {@code reason}, such as {@code [1]}. */
    public String mark(String reason) {
        if (!reasons.contains(reason)) {
            reasons.add(reason);
        }
        return mark(reasons.indexOf(reason));
    }

    /** The mark of the reason at {@code index}. */
    public static String mark(int index) {
        return "[" + (index + 1) + "]";
    }

    /** All of them, in the order of their marks. */
    public List<String> reasons() {
        return List.copyOf(reasons);
    }
}
