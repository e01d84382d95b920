package io.paretoscope.window;

import io.paretoscope.analysis.rule.Findings;
import io.paretoscope.analysis.rule.Severity;
import io.paretoscope.decision.FindingsText;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TitledPane;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.VBox;

/** What stands out in the run that is shown, the gravest first; and, folded away, what every other rule saw. */
final class FindingsView extends BorderPane {
    private final FindingsViewModel model;
    private final VBox cards = new VBox();
    private final Label tally = new Label();
    private final VBox others = new VBox();
    private final TitledPane fold = new TitledPane("What the other rules saw, or why they could not tell", others);
    private final Label absence = new Label();
    private final BorderPane told;

    FindingsView(FindingsViewModel model) {
        this.model = model;
        setId("findings");
        getStyleClass().add("findings");
        cards.setId("finding-cards");
        cards.getStyleClass().add("finding-cards");
        others.getStyleClass().add("finding-others");
        fold.setId("finding-others");
        fold.setExpanded(false);
        fold.setAnimated(false);
        tally.setId("findings-tally");
        tally.setWrapText(true);
        tally.setMinHeight(USE_PREF_SIZE);
        tally.getStyleClass().addAll("muted", "findings-tally");
        absence.setId("findings-absence");
        absence.setWrapText(true);
        absence.getStyleClass().addAll("placeholder", "page-absence");
        VBox all = new VBox(cards, fold);
        all.getStyleClass().add("findings-told");
        ScrollPane scroll = new ScrollPane(all);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        told = new BorderPane(scroll);
        told.setBottom(tally);
        model.state().subscribe(this::show);
        sceneProperty().subscribe(scene -> model.watched(scene != null));
    }

    private void show(FindingsViewModel.State state) {
        switch (state) {
            case FindingsViewModel.State.Absent(String reason) -> {
                absence.setText(reason);
                setCenter(absence);
            }
            case FindingsViewModel.State.Told(Findings findings) -> {
                fill(findings);
                setCenter(told);
            }
        }
    }

    private void fill(Findings findings) {
        cards.getChildren()
                .setAll(findings.atLeast(Severity.INFO)
                        .stream()
                        .map(finding -> new FindingCard(finding, model::select))
                        .toList());
        if (cards.getChildren().isEmpty()) {
            cards.getChildren().add(line("Nothing stands out in this run."));
        }
        others.getChildren().clear();
        section("Nothing to act on", FindingsText.nothingToActOn(findings).stream().map(FindingsText::quiet).toList());
        section("Could not tell", findings.ignored().stream().map(FindingsText::untold).toList());
        boolean any = !others.getChildren().isEmpty();
        fold.setVisible(any);
        fold.setManaged(any);
        tally.setText(FindingsText.tally(findings));
    }

    private void section(String heading, List<String> lines) {
        if (!lines.isEmpty()) {
            Label title = new Label(heading);
            title.getStyleClass().add("heading");
            others.getChildren().add(title);
            lines.forEach(text -> others.getChildren().add(line(text)));
        }
    }

    private static Label line(String text) {
        Label line = new Label(text);
        line.setWrapText(true);
        line.setMinHeight(USE_PREF_SIZE);
        return line;
    }
}
