package io.paretoscope.window;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.Window;

/** Offers the ways to an engine for GPUs, and shows how far it is. Closing the dialog does not end the installation. */
final class EngineDialog extends Dialog<Void> {
    EngineDialog(Window owner, EngineInstallViewModel engine, FilePrompt files) {
        initOwner(owner);
        setTitle("GPU engine");
        setHeaderText("Models run on libtorch. The one for the CPU is built in; an NVIDIA GPU needs one for CUDA.");

        Button fetch = new Button("Download (about 2.5 GB)");
        fetch.setId("engine-fetch");
        fetch.getStyleClass().add("accent");
        fetch.setOnAction(ignored -> engine.fetch());
        Button take = new Button("From a folder…");
        take.setId("engine-take");
        take.setOnAction(ignored -> files.folder(owner, "Folder of DJL's artifacts, or of a CUDA libtorch")
                .ifPresent(engine::take));
        HBox ways = new HBox(10, fetch, take);
        ways.disableProperty().bind(engine.running());
        Label hint = new Label(
                "The folder holds DJL's pytorch-native-cu….jar and pytorch-jni-….jar, brought here for lack of a"
                        + " network, or is the lib folder of a CUDA torch that is installed already.");
        hint.setWrapText(true);
        hint.setMinHeight(Label.USE_PREF_SIZE);
        hint.getStyleClass().add("muted");

        ProgressBar bar = new ProgressBar();
        bar.progressProperty().bind(engine.fraction());
        bar.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(bar, Priority.ALWAYS);
        Button cancel = new Button("Cancel");
        cancel.setId("engine-cancel");
        cancel.setOnAction(ignored -> engine.cancel());
        HBox progress = new HBox(10, bar, cancel);
        progress.setAlignment(Pos.CENTER_LEFT);
        progress.visibleProperty().bind(engine.running());
        progress.managedProperty().bind(progress.visibleProperty());
        Label step = new Label();
        step.setId("engine-step");
        step.textProperty().bind(engine.step());
        step.visibleProperty().bind(engine.step().isNotEmpty());
        step.managedProperty().bind(step.visibleProperty());
        Label problem = FieldBox.problemLine(engine.problem());
        problem.setId("engine-problem");

        getDialogPane().setContent(new VBox(10, ways, hint, progress, step, problem));
        getDialogPane().setId("engine-dialog");
        getDialogPane().setPrefSize(620, 320);
        getDialogPane().getButtonTypes().add(ButtonType.CLOSE);
        setResizable(true);
    }
}
