package io.paretoscope.window;

import io.paretoscope.store.RunArchive;
import io.paretoscope.store.StoredRun;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import javafx.beans.value.ObservableValue;

/**
 * What the result views show, beside findings and decisions.
 *
 * @param overlay the runs that are in the charts
 * @param memory memory of the shown run
 * @param roofline roofline of the shown run
 * @param backdrop what else is known of the shown run
 */
record ResultViews(OverlayViewModel overlay, MemoryViewModel memory, RooflineViewModel roofline,
        BackdropViewModel backdrop) {

    /**
     * All of them.
     *
     * @param shown the run that is shown
     * @param archive the store, once it is open
     * @param reading the job that reads a run
     */
    static ResultViews of(ObservableValue<Optional<RunViewModel>> shown, Supplier<Optional<RunArchive>> archive,
            LongFunction<Callable<StoredRun>> reading, Background background, Consumer<Problem> problems) {
        return new ResultViews(new OverlayViewModel(shown, archive, background, problems),
                new MemoryViewModel(shown, new BackdropViewModel(shown, reading, background)),
                new RooflineViewModel(shown, new BackdropViewModel(shown, reading, background)),
                new BackdropViewModel(shown, reading, background));
    }
}
