package io.paretoscope.workbench;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.Generation;
import io.paretoscope.opt.Precision;
import io.paretoscope.store.RunArchive;
import io.paretoscope.store.RunStore;
import io.paretoscope.sweep.FitCheck;
import io.paretoscope.sweep.RunLogException;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.Sweep;
import io.paretoscope.sweep.SweepControl;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.sweep.SweepListener;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.worker.WorkerException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This machine's engines over a store of runs. */
public final class LocalWorkbench implements Workbench {
    private static final Logger logger = LoggerFactory.getLogger(LocalWorkbench.class);

    private final LocalEngines engines;
    private final RunStore store;
    private final HostConditions conditions;

    private final Object lock = new Object();
    private @Nullable DeferredSweep running;
    private @Nullable Thread thread;

    /**
     * A workbench that owns both.
     *
     * @param conditions describes this machine for each run
     */
    public LocalWorkbench(LocalEngines engines, RunStore store, HostConditions conditions) {
        this.engines = engines;
        this.store = store;
        this.conditions = conditions;
    }

    @Override
    public List<DeviceReport> devices() {
        return engines.devices();
    }

    @Override
    public Generation generate(ModelSource model, DeviceId device, Precision precision, List<Integer> prompt,
            int newTokens, boolean logits) throws WorkerException {
        return engines.generate(model, device, precision, prompt, newTokens, logits);
    }

    @Override
    public SweepControl start(SweepPlan plan, SweepListener listener) {
        synchronized (lock) {
            if (running != null) {
                throw new IllegalStateException("a sweep is running already");
            }
            DeferredSweep deferred = new DeferredSweep();
            running = deferred;
            thread = Thread.ofPlatform().name("sweep").daemon().start(() -> run(plan, listener, deferred));
            return deferred;
        }
    }

    private void run(SweepPlan plan, SweepListener listener, DeferredSweep deferred) {
        // Whoever hears that a sweep has ended may start the next one at once.
        SweepListener freeing = event -> {
            if (event instanceof SweepEvent.Finished) {
                ended(deferred);
            }
            listener.on(event);
        };
        try {
            DeviceReport device = report(plan.device());
            Sweep sweep = new Sweep(plan, FitCheck.check(plan, device), conditions.on(device), engines.launcher(),
                    store, freeing, InstantSource.system());
            deferred.begins(sweep);
            var _ = sweep.run();
        } catch (RunLogException e) {
            // Not even the beginning could be written, so the sweep itself has told no one.
            freeing.on(new SweepEvent.Finished(RunStatus.FAILED, String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            logger.error("sweep failed", e);
            freeing.on(new SweepEvent.Finished(RunStatus.FAILED, e.toString()));
        }
    }

    private void ended(DeferredSweep sweep) {
        synchronized (lock) {
            if (sweep == running) {
                running = null;
            }
        }
    }

    /** What is known of a device; one that this machine does not have is a device with an obstacle. */
    private DeviceReport report(DeviceId id) {
        return devices().stream()
                .filter(report -> report.id().equals(id))
                .findFirst()
                .orElseGet(() -> new DeviceReport(id, id.toString(), OptionalLong.empty(), OptionalLong.empty(), "",
                        List.of(), Optional.of("this machine has no " + id)));
    }

    @Override
    public RunArchive archive() {
        return store;
    }

    @Override
    public void close() {
        Thread sweeping;
        synchronized (lock) {
            if (running != null) {
                running.stopNow();
            }
            sweeping = thread;
        }
        engines.close();
        if (sweeping != null && sweeping != Thread.currentThread()) {
            try {
                sweeping.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        store.close();
    }

    /** The stops of a sweep that first has to find out about its device. */
    private static final class DeferredSweep implements SweepControl {
        private @Nullable Sweep sweep;
        private boolean afterPoint;
        private boolean now;

        synchronized void begins(Sweep begun) {
            sweep = begun;
            if (afterPoint) {
                begun.stopAfterPoint();
            }
            if (now) {
                begun.stopNow();
            }
        }

        @Override
        public synchronized void stopAfterPoint() {
            afterPoint = true;
            if (sweep != null) {
                sweep.stopAfterPoint();
            }
        }

        @Override
        public synchronized void stopNow() {
            now = true;
            if (sweep != null) {
                sweep.stopNow();
            }
        }
    }
}
