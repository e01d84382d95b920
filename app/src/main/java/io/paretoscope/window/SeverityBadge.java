package io.paretoscope.window;

import io.paretoscope.analysis.rule.Finding;
import io.paretoscope.analysis.rule.Severity;
import io.paretoscope.decision.FindingsText;
import javafx.scene.control.Label;

/** How grave a finding is: a sign of its own shape, the word, and a colour, so that none of them has to be seen alone. */
final class SeverityBadge {
    private SeverityBadge() {}

    static Label of(Finding.Judged finding) {
        Label badge = new Label(FindingsText.badge(finding), icon(finding.severity()).create());
        badge.getStyleClass().addAll("severity", "severity-" + finding.severity().label());
        badge.setMinWidth(Label.USE_PREF_SIZE);
        return badge;
    }

    private static Icon icon(Severity severity) {
        return switch (severity) {
            case WARNING -> Icon.ALERT;
            case INFO -> Icon.NOTE;
            case OK -> Icon.CHECK;
        };
    }
}
