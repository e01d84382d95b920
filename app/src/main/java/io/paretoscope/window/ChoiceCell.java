package io.paretoscope.window;

import java.util.Optional;
import java.util.function.Function;
import javafx.scene.control.ListCell;
import javafx.scene.control.Tooltip;
import org.jspecify.annotations.Nullable;

/** A choice of a combo box; one that is not on offer is disabled and says why. */
final class ChoiceCell<T> extends ListCell<T> {
    private final Function<T, String> name;
    private final Function<T, Optional<String>> obstacle;

    ChoiceCell(Function<T, String> name, Function<T, Optional<String>> obstacle) {
        this.name = name;
        this.obstacle = obstacle;
    }

    @Override
    protected void updateItem(@Nullable T item, boolean empty) {
        super.updateItem(item, empty);
        if (empty || item == null) {
            setText(null);
            setDisable(false);
            setTooltip(null);
            return;
        }
        Optional<String> why = obstacle.apply(item);
        setText(name.apply(item) + why.map(reason -> " (" + reason + ")").orElse(""));
        setDisable(why.isPresent());
        setTooltip(why.map(Tooltip::new).orElse(null));
    }
}
