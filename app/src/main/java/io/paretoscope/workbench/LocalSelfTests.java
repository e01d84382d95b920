package io.paretoscope.workbench;

import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.selftest.KeptSelfTests;
import io.paretoscope.selftest.SelfTest;
import io.paretoscope.selftest.SelfTestPlan;
import io.paretoscope.selftest.SelfTestReport;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.telemetry.FullSpeed;
import io.paretoscope.telemetry.LiveTelemetry;
import io.paretoscope.telemetry.Telemetry;
import io.paretoscope.worker.ModelWorker;
import io.paretoscope.worker.WorkerException;
import io.paretoscope.worker.WorkerLauncher;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Self-tests of this machine, and what of them goes with a run. */
public final class LocalSelfTests {
    private final WorkerLauncher launcher;
    private final Function<DeviceId, LiveTelemetry> watcher;
    private final HostConditions conditions;
    private final KeptSelfTests kept;
    private final Function<DeviceReport, SelfTestPlan> plans;

    /**
     * Self-tests by these.
     *
     * @param watcher begins to watch a device
     * @param conditions describes this machine, for a report holds under the conditions in which it was made
     * @param kept where full reports are kept
     * @param plans what to do on a device
     */
    public LocalSelfTests(WorkerLauncher launcher, Function<DeviceId, LiveTelemetry> watcher,
            HostConditions conditions, KeptSelfTests kept, Function<DeviceReport, SelfTestPlan> plans) {
        this.launcher = launcher;
        this.watcher = watcher;
        this.conditions = conditions;
        this.kept = kept;
        this.plans = plans;
    }

    /**
     * Runs a full self-test and keeps its report.
     *
     * @param progress hears what comes next, and at the end where the report is kept, or why it is not
     * @throws WorkerException where no worker can be started
     */
    public SelfTestReport run(DeviceReport device, Consumer<String> progress) throws WorkerException {
        try (LiveTelemetry telemetry = watcher.apply(device.id())) {
            Conditions before = conditions.on(device, telemetry);
            SelfTestReport report = new SelfTest(launcher, telemetry, FullSpeed::read, InstantSource.system())
                    .run(device.id(), plans.apply(device), progress);
            try {
                progress.accept("kept in " + kept.keep(before.settled(), report));
            } catch (IOException e) {
                // What was found is still worth showing.
                progress.accept(String.valueOf(e.getMessage()));
            }
            return report;
        }
    }

    /**
     * What goes with a run on {@code device}, as JSON: the full report that was kept under the run's settled conditions; where
     * there is none, the short form, made now in about a second.
     *
     * @param worker of which to read the clock; empty where there is none yet
     */
    public String forRun(DeviceId device, Conditions ofRun, Telemetry telemetry, Optional<ModelWorker> worker) {
        return kept.forRun(device, ofRun.settled(),
                () -> SelfTest.brief(device, telemetry, FullSpeed::read, worker, InstantSource.system()));
    }
}
