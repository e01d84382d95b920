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

    /**
     * What a text means.
     *
     * @param value its value; empty where it has none
     * @param problem why it has none; empty where it has one
     */
    record Meaning<T>(Optional<T> value, String problem) {}

    private final StringProperty text = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<Meaning<T>> meaning = new ReadOnlyObjectWrapper<>(
            new Meaning<>(Optional.empty(), ""));
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper("");

    /**
     * Begins with {@code initial}.
     *
     * @param parser throws IllegalArgumentException with the problem
     */
    Input(String initial, Function<String, T> parser) {
        text.set(initial);
        text.subscribe(newText -> {
            meaning.set(read(newText, parser));
            problem.set(meaning.get().problem());
        });
    }

    private static <T> Meaning<T> read(String text, Function<String, T> parser) {
        try {
            return new Meaning<>(Optional.of(parser.apply(text)), "");
        } catch (IllegalArgumentException e) {
            return new Meaning<>(Optional.empty(), Problem.messageOf(e));
        }
    }

    /** What the user types. */
    StringProperty text() {
        return text;
    }

    /** What it means: value and problem change together. */
    ReadOnlyObjectProperty<Meaning<T>> meaning() {
        return meaning.getReadOnlyProperty();
    }

    /** The value; empty while there is none. */
    Optional<T> value() {
        return meaning.get().value();
    }

    /** What is wrong with the text; empty while nothing is. */
    ReadOnlyStringProperty problem() {
        return problem.getReadOnlyProperty();
    }
}
