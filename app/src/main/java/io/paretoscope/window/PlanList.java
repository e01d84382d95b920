package io.paretoscope.window;

import io.paretoscope.sweep.FitCheck;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.PlannedPoint;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/** The points of the plan before they run: what each needs, and which will be skipped. */
final class PlanList extends ListView<PlannedPoint> {

    PlanList(ExperimentViewModel experiment) {
        setId("plan");
        getStyleClass().add("plan-list");
        setAccessibleText("Plan");
        setCellFactory(list -> new PointCell());
        Label placeholder = new Label();
        placeholder.setWrapText(true);
        placeholder.getStyleClass().add("muted");
        setPlaceholder(placeholder);
        experiment.plan().subscribe(plan -> {
            switch (plan) {
                case PlanState.Ready ready -> getItems().setAll(ready.points());
                case PlanState.Incomplete incomplete -> {
                    getItems().clear();
                    placeholder.setText("No plan: " + incomplete.problem());
                }
            }
        });
    }

    private static final class PointCell extends ListCell<PlannedPoint> {
        private final Label name = new Label();
        private final Label memory = new Label();
        private final HBox box;

        PointCell() {
            Region space = new Region();
            HBox.setHgrow(space, Priority.ALWAYS);
            memory.setMinWidth(USE_PREF_SIZE);
            memory.getStyleClass().add("muted");
            box = new HBox(6, name, space, memory);
            box.setAlignment(Pos.CENTER_LEFT);
            setPrefWidth(0);
        }

        @Override
        protected void updateItem(@Nullable PlannedPoint item, boolean empty) {
            super.updateItem(item, empty);
            if (empty || item == null) {
                setGraphic(null);
                setTooltip(null);
                setAccessibleText(null);
                return;
            }
            boolean skipped = item.obstacle().isPresent();
            name.setText(item.point().label());
            name.setGraphic((skipped ? Icon.SKIP : Icon.CHECK).create());
            name.getStyleClass().removeAll("good", "bad", "fit");
            name.getStyleClass().addAll("fit", skipped ? "bad" : "plain");
            String need = FitCheck.gibibytes(item.memory().total());
            memory.setText(skipped ? need + ", skipped" : need);
            setGraphic(box);
            setTooltip(new Tooltip(describe(item)));
            setAccessibleText(describe(item));
        }

        private static String describe(PlannedPoint item) {
            MemoryEstimate need = item.memory();
            return item.point().label() + item.obstacle().map(reason -> "\nwill be skipped: " + reason).orElse("")
                    + "\nmemory " + FitCheck.gibibytes(need.total()) + ": weights "
                    + FitCheck.gibibytes(need.weights()) + ", KV cache " + FitCheck.gibibytes(need.kvCache())
                    + ", activations " + FitCheck.gibibytes(need.activations()) + ", reserve "
                    + FitCheck.gibibytes(need.reserve());
        }
    }
}
