package io.paretoscope.window;

import java.util.Optional;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** Text that means a value. While it means none, {@link #problem} says in one line why and what would. */
final class Input<T> {
    private final StringProperty text = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<Optional<T>> value = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper("");

    /**
     * Begins with {@code initial}.
     *
     * @param parser throws IllegalArgumentException with the problem
     */
    Input(String initial, Function<String, T> parser) {
        text.subscribe(newText -> {
            try {
                value.set(Optional.of(parser.apply(newText)));
                problem.set("");
            } catch (IllegalArgumentException e) {
                value.set(Optional.empty());
                problem.set(Problem.messageOf(e));
            }
        });
        text.set(initial);
    }

    /** What the user types. */
    StringProperty text() {
        return text;
    }

    /** What it means; empty while it means nothing. */
    ReadOnlyObjectProperty<Optional<T>> value() {
        return value.getReadOnlyProperty();
    }

    /** What is wrong with it; empty while nothing is. */
    ReadOnlyStringProperty problem() {
        return problem.getReadOnlyProperty();
    }
}
