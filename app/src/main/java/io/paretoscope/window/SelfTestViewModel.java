package io.paretoscope.window;

import io.paretoscope.engine.DeviceReport;
import io.paretoscope.selftest.SelfTestJson;
import io.paretoscope.selftest.SelfTestReport;
import io.paretoscope.selftest.SelfTestSummary;
import io.paretoscope.store.StoredRun;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

/** A self-test on the screen: one that is under way, or one that was kept with a run. */
final class SelfTestViewModel {
    private final String title;
    private final ReadOnlyStringWrapper step = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper remark = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<Optional<SelfTestSummary>> found = new ReadOnlyObjectWrapper<>(
            Optional.empty());

    private SelfTestViewModel(String title) {
        this.title = title;
    }

    /** One of {@code device} that is about to begin. */
    static SelfTestViewModel beginning(DeviceReport device) {
        SelfTestViewModel selfTest = new SelfTestViewModel("Self-test of " + device.id() + ", " + device.name());
        selfTest.step.set("beginning");
        return selfTest;
    }

    /** The one that was kept with {@code run}; where there is none, or none that can be read, a problem that says so. */
    static SelfTestViewModel of(StoredRun run) {
        SelfTestViewModel selfTest = new SelfTestViewModel("Self-test of run " + run.summary().id());
        if (run.selfTest().isEmpty()) {
            selfTest.problem
                    .set("No self-test was kept with this run. Run one of its device; later runs take it along.");
            return selfTest;
        }
        try {
            SelfTestSummary summary = SelfTestJson.read(run.selfTest().get());
            selfTest.found.set(Optional.of(summary));
            selfTest.remark.set(summary.full()
                    ? "Made before the run, under the same settled conditions."
                    : "The short form, made when the run began: no full self-test had been made under its settled conditions.");
        } catch (IllegalArgumentException e) {
            selfTest.problem.set(Problem.messageOf(e));
        }
        return selfTest;
    }

    /** What to call it. */
    String title() {
        return title;
    }

    /** What is being done now; empty once it has ended. */
    ReadOnlyStringProperty step() {
        return step.getReadOnlyProperty();
    }

    /** Whether it is under way. */
    boolean running() {
        return !step.get().isEmpty();
    }

    /** What was found; empty before the end, and where nothing could be. */
    ReadOnlyObjectProperty<Optional<SelfTestSummary>> found() {
        return found.getReadOnlyProperty();
    }

    /** Where it is kept, or how it came to the run; empty where there is nothing to say. */
    ReadOnlyStringProperty remark() {
        return remark.getReadOnlyProperty();
    }

    /** Why nothing was found; empty where something was. */
    ReadOnlyStringProperty problem() {
        return problem.getReadOnlyProperty();
    }

    /** It says something: what comes next, or at last where it is kept. */
    void says(String text) {
        step.set(text);
        remark.set(text);
    }

    /** It has ended. */
    void ended(SelfTestReport report) {
        found.set(Optional.of(SelfTestSummary.of(report)));
        step.set("");
    }

    /** It could not be made. */
    void failed(String why) {
        problem.set(why);
        remark.set("");
        step.set("");
    }
}
