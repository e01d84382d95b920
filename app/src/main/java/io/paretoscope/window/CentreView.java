package io.paretoscope.window;

import javafx.beans.binding.Bindings;
import javafx.scene.Node;
import javafx.scene.layout.BorderPane;

/** The middle of the window: a run, a run of others, or, while nothing was ever measured, what to begin with. */
final class CentreView extends BorderPane {

    CentreView(WorkbenchViewModel workbench, Node run, Node welcome, Node reference) {
        setMinWidth(400);
        centerProperty().bind(Bindings.createObjectBinding(() -> {
            if (workbench.reference().shown().get().isPresent()) {
                return reference;
            }
            return workbench.firstStart().offered().get() ? welcome : run;
        }, workbench.reference().shown(), workbench.firstStart().offered()));
    }
}
