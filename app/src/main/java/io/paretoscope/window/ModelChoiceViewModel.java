package io.paretoscope.window;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.opt.Precision;
import io.paretoscope.sweep.FitCheck;
import java.util.Locale;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;

/** One model that an experiment may take. */
final class ModelChoiceViewModel {
    private static final double BILLION = 1e9;
    private static final double MILLION = 1e6;

    private final ModelSource source;
    private final BooleanProperty chosen;
    private final ReadOnlyStringWrapper size = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper description = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<Fit> fit = new ReadOnlyObjectWrapper<>(new Fit.Unknown(""));

    ModelChoiceViewModel(ModelSource source, boolean chosen) {
        this.source = source;
        this.chosen = new SimpleBooleanProperty(chosen);
    }

    ModelSource source() {
        return source;
    }

    /** Whether the experiment takes it. */
    BooleanProperty chosen() {
        return chosen;
    }

    /** Parameters, and bytes of weights at the experiment's precision. */
    ReadOnlyStringProperty size() {
        return size.getReadOnlyProperty();
    }

    /** The same in a sentence, with where the weights come from. */
    ReadOnlyStringProperty description() {
        return description.getReadOnlyProperty();
    }

    /** Whether it fits the experiment's device. */
    ReadOnlyObjectProperty<Fit> fit() {
        return fit.getReadOnlyProperty();
    }

    /** Whether the weights come out of files. */
    boolean trained() {
        return source.weights() instanceof WeightsRef.Stored;
    }

    void update(Precision precision, Fit newFit) {
        String bytes = FitCheck.gibibytes(source.config().weightBytes(precision));
        String parameters = parameters(source.config().parameters());
        size.set(parameters + " · " + bytes);
        description.set(source.config().name() + ": " + parameters + " parameters, " + bytes + " of " + precision
                + " weights, " + source.weights().describe());
        fit.set(newFit);
    }

    private static String parameters(long count) {
        return count >= BILLION
                ? String.format(Locale.ROOT, "%.2fB", count / BILLION)
                : String.format(Locale.ROOT, "%.1fM", count / MILLION);
    }
}
