package io.paretoscope.window;

import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.geometry.Orientation;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.Separator;
import javafx.scene.control.Tooltip;
import org.controlsfx.control.StatusBar;

/** The lowest line: what is being done, how far it is, where it runs and where results are kept. */
final class StatusView extends StatusBar {
    private final WorkbenchViewModel workbench;

    StatusView(WorkbenchViewModel workbench) {
        this.workbench = workbench;
        setId("status");
        setFocusTraversable(false);
        Label eta = new Label();
        eta.setId("eta");
        eta.setMinWidth(USE_PREF_SIZE);
        Label device = new Label();
        device.setId("device-line");
        // What is being waited for says it on the left.
        device.textProperty()
                .bind(Bindings.when(workbench.waiting().isEmpty()).then(workbench.deviceLine()).otherwise(""));
        Label store = new Label("Store: " + workbench.store());
        store.setId("store");
        store.setMaxWidth(320);
        store.setTextOverrun(OverrunStyle.LEADING_ELLIPSIS);
        store.setTooltip(new Tooltip(workbench.store()));
        getRightItems().addAll(eta, device, new Separator(Orientation.VERTICAL), store);
        workbench.live().subscribe(live -> {
            progressProperty().unbind();
            eta.textProperty().unbind();
            textProperty().unbind();
            textProperty().bind(text(live));
            if (live.isPresent()) {
                progressProperty().bind(live.get().progress());
                eta.textProperty().bind(live.get().eta());
            } else {
                progressProperty().bind(Bindings.when(workbench.waiting().isEmpty())
                        .then(0.0)
                        .otherwise(ProgressBar.INDETERMINATE_PROGRESS));
                eta.setText("");
            }
        });
    }

    private StringBinding text(Optional<RunViewModel> live) {
        return live.map(run -> Bindings.createStringBinding(
                () -> workbench.stopping().get().isEmpty()
                        ? run.phase().get()
                        : workbench.stopping().get() + " (" + run.phase().get() + ")",
                workbench.stopping(), run.phase()))
                .orElseGet(() -> Bindings.createStringBinding(this::idle, workbench.waiting(), workbench.notice()));
    }

    private String idle() {
        if (!workbench.waiting().get().isEmpty()) {
            return workbench.waiting().get();
        }
        return workbench.notice().get().isEmpty() ? "Ready" : workbench.notice().get();
    }
}
