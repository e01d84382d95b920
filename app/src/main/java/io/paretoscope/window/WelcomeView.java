package io.paretoscope.window;

import io.paretoscope.foreign.PublishedRun;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableStringValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;

/** What a window shows in which nothing was ever measured: three ways to begin, the quickest first. */
final class WelcomeView extends ScrollPane {
    private static final double WIDTH = 640;
    private static final ObservableStringValue NOTHING = new ReadOnlyStringWrapper("");

    WelcomeView(WorkbenchViewModel workbench, WindowActions actions) {
        setId("welcome");
        setFitToWidth(true);
        setFitToHeight(true);
        Label title = new Label("Nothing measured yet");
        title.getStyleClass().add("welcome-title");
        Button demo = button("Run the demo sweep", "start-demo", workbench.firstStart()::startDemo);
        demo.getStyleClass().add("accent");
        Button published = button("Show published figures", "show-published", workbench.reference()::showPublished);
        Button take = button("Open run file…", "welcome-take", actions::takeRun);
        VBox page = new VBox(14, title,
                card("See it work on this machine",
                        "Measures OPT-125M on the processor at four batch sizes, and draws each point as it lands. It takes "
                                + "under a minute and downloads nothing: the weights are synthetic, and times are those of "
                                + "trained ones.",
                        new ExplainedControl(demo, "Measure OPT-125M on the processor: batch 1, 2, 4 and 8",
                                workbench.firstStart().demoObstacle())),
                card("Look at what others measured",
                        "vLLM serving OPT-1.3B and OPT-2.7B on an H100 of 64 GB, batch 1 to 768. Read-only, and labelled as "
                                + "theirs wherever it shows. Source: " + PublishedRun.SOURCE + ".",
                        new ExplainedControl(published, "Import the figures that come with the program, and show them",
                                NOTHING)),
                card("Measure what you came for",
                        "Choose models, batch sizes and a device on the left; the plan below them says what fits and how many "
                                + "points there are. Then press Start (" + Shortcut.START.keys().getDisplayText()
                                + "). Or open a run that somebody shared with you.",
                        new ExplainedControl(take, "Take a run from a file that another Paretoscope wrote", NOTHING)));
        page.setMaxWidth(WIDTH);
        page.setAlignment(Pos.CENTER_LEFT);
        VBox middle = new VBox(page);
        middle.setAlignment(Pos.CENTER);
        middle.getStyleClass().add("welcome");
        setContent(middle);
    }

    private static Button button(String text, String id, Runnable action) {
        Button button = new Button(text);
        button.setId(id);
        button.setOnAction(event -> action.run());
        return button;
    }

    private static Node card(String heading, String text, Node action) {
        Label title = new Label(heading);
        title.getStyleClass().add("heading");
        Label words = new Label(text);
        words.setWrapText(true);
        words.setMinHeight(USE_PREF_SIZE);
        VBox left = new VBox(action);
        left.setFillWidth(false);
        VBox card = new VBox(6, title, words, left);
        card.getStyleClass().add("card");
        return card;
    }
}
