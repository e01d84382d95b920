package io.paretoscope.window;

import io.paretoscope.selftest.SelfTestSummary;
import java.time.Duration;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.Window;

/** A self-test: how far it is, and what it found. Closing the dialog does not end it. */
final class SelfTestDialog extends Dialog<Void> {
    private final HBox outcome = new HBox(10);
    private final SelfTestView view = new SelfTestView();

    SelfTestDialog(Window owner, SelfTestViewModel selfTest) {
        initOwner(owner);
        setTitle("Self-test");
        setHeaderText(selfTest.title());

        ProgressBar bar = new ProgressBar(ProgressBar.INDETERMINATE_PROGRESS);
        bar.setPrefWidth(140);
        Label step = new Label();
        step.setId("self-test-step");
        step.textProperty().bind(selfTest.step());
        HBox progress = new HBox(10, bar, step);
        progress.setAlignment(Pos.CENTER_LEFT);
        progress.visibleProperty().bind(selfTest.step().isNotEmpty());
        progress.managedProperty().bind(progress.visibleProperty());
        Label patience = new Label("Takes about half a minute. Whatever else runs meanwhile shows in it.");
        patience.getStyleClass().add("muted");
        patience.visibleProperty().bind(progress.visibleProperty());
        patience.managedProperty().bind(progress.visibleProperty());

        Label remark = new Label();
        remark.textProperty().bind(selfTest.remark());
        remark.setWrapText(true);
        remark.setMinHeight(Label.USE_PREF_SIZE);
        remark.getStyleClass().add("muted");
        remark.visibleProperty().bind(progress.visibleProperty().not().and(selfTest.remark().isNotEmpty()));
        remark.managedProperty().bind(remark.visibleProperty());
        Label problem = FieldBox.problemLine(selfTest.problem());
        problem.setId("self-test-problem");

        outcome.setAlignment(Pos.CENTER_LEFT);
        VBox.setVgrow(view, Priority.ALWAYS);
        getDialogPane().setContent(new VBox(8, progress, patience, problem, outcome, view, remark));
        getDialogPane().setId("self-test-dialog");
        boolean bare = !selfTest.running() && selfTest.found().get().isEmpty();
        getDialogPane().setPrefSize(860, bare ? 200 : 600);
        getDialogPane().getButtonTypes().add(ButtonType.CLOSE);
        setResizable(true);
        selfTest.found().subscribe(this::fill);
    }

    private void fill(Optional<SelfTestSummary> found) {
        outcome.getChildren().clear();
        outcome.setManaged(found.isPresent());
        view.setVisible(found.isPresent());
        found.ifPresent(summary -> {
            Label facts = new Label(facts(summary));
            facts.getStyleClass().add("muted");
            outcome.getChildren().addAll(SelfTestView.verdict(summary.worst()), facts);
            view.show(summary);
        });
    }

    private static String facts(SelfTestSummary summary) {
        return summary.device() + " · " + (summary.full() ? "full" : "short form") + " · "
                + TimeText.minute(summary.startedAt()) + " · took "
                + TimeText.duration(Duration.ofMillis((long) (1000 * summary.tookSeconds())))
                + summary.library().map(library -> " · " + library).orElse("");
    }
}
