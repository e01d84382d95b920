package io.paretoscope.window;

import io.paretoscope.sweep.Cause;
import io.paretoscope.sweep.Verdict;
import java.util.stream.Collectors;
import javafx.scene.control.Labeled;
import javafx.scene.control.Tooltip;

/** How verdicts look: a sign of its own shape, the word, and a colour, so that none of them has to be seen alone. */
final class VerdictBadge {
    private VerdictBadge() {}

    /** Takes any verdict off {@code label}. */
    static void clear(Labeled label) {
        label.getStyleClass().removeAll("verdict-valid", "verdict-unstable", "verdict-invalid");
        label.setText(null);
        label.setGraphic(null);
        label.setTooltip(null);
    }

    /** Shows {@code verdict} on {@code label}, its findings in the tooltip. */
    static void show(Labeled label, Verdict verdict) {
        clear(label);
        label.setText(verdict.kind().label());
        label.setGraphic(icon(verdict.kind()).create());
        label.getStyleClass().add(style(verdict.kind()));
        label.setTooltip(new Tooltip(text(verdict)));
    }

    /** The sign of that gravity. */
    static Icon icon(Cause.Gravity gravity) {
        return switch (gravity) {
            case INVALID -> Icon.CROSS;
            case UNSTABLE -> Icon.ALERT;
            case NOTE -> Icon.NOTE;
        };
    }

    /** The style of that gravity. */
    static String style(Cause.Gravity gravity) {
        return switch (gravity) {
            case INVALID -> "verdict-invalid";
            case UNSTABLE -> "verdict-unstable";
            case NOTE -> "verdict-note";
        };
    }

    private static Icon icon(Verdict.Kind kind) {
        return switch (kind) {
            case VALID -> Icon.CHECK;
            case UNSTABLE -> Icon.ALERT;
            case INVALID -> Icon.CROSS;
        };
    }

    private static String style(Verdict.Kind kind) {
        return switch (kind) {
            case VALID -> "verdict-valid";
            case UNSTABLE -> "verdict-unstable";
            case INVALID -> "verdict-invalid";
        };
    }

    private static String text(Verdict verdict) {
        String meaning = switch (verdict.kind()) {
            case VALID -> "VALID: nothing speaks against the numbers";
            case UNSTABLE -> "UNSTABLE: measuring again may well give other numbers";
            case INVALID -> "INVALID: the numbers are not what they are called";
        };
        return verdict.findings().isEmpty()
                ? meaning
                : meaning + verdict.findings()
                        .stream()
                        .map(finding -> "\n" + finding.cause().title() + ": " + finding.evidence())
                        .collect(Collectors.joining());
    }
}
