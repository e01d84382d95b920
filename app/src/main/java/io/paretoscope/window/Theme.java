package io.paretoscope.window;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import io.paretoscope.chart.ChartStyle;

/** How the window looks. */
public enum Theme {
    LIGHT,
    DARK;

    /** The address of the controls' style sheet. */
    String styleSheet() {
        return switch (this) {
            case LIGHT -> new PrimerLight().getUserAgentStylesheet();
            case DARK -> new PrimerDark().getUserAgentStylesheet();
        };
    }

    /** How charts look along with it. */
    ChartStyle charts() {
        return switch (this) {
            case LIGHT -> ChartStyle.LIGHT;
            case DARK -> ChartStyle.DARK;
        };
    }

    Theme other() {
        return this == LIGHT ? DARK : LIGHT;
    }
}
