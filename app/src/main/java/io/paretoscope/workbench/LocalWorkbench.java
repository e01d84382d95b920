package io.paretoscope.workbench;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.Generation;
import io.paretoscope.opt.Precision;
import io.paretoscope.selftest.DecodeBench;
import io.paretoscope.store.RunArchive;
import io.paretoscope.store.RunStore;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.FitCheck;
import io.paretoscope.sweep.RunLogException;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.Sweep;
import io.paretoscope.sweep.SweepControl;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.sweep.SweepListener;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.telemetry.LiveTelemetry;
import io.paretoscope.telemetry.MigInstances;
import io.paretoscope.worker.WorkerException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This machine's engines over a store of runs. */
public final class LocalWorkbench implements Workbench {
    private static final Logger logger = LoggerFactory.getLogger(LocalWorkbench.class);

    private final LocalEngines engines;
    private final RunStore store;
    private final HostConditions conditions;
    private final Function<DeviceId, LiveTelemetry> watcher;
    private final RunProof proof;

    private final Object lock = new Object();
    private final Map<DeviceId, LiveTelemetry> watched = new HashMap<>();
    private @Nullable DeferredSweep running;
    private @Nullable Thread thread;
    private boolean closed;

    /**
     * A workbench that owns both.
     *
     * @param conditions describes this machine for each run
     * @param watcher begins to watch a device
     * @param proof proves the instrument at the beginning of each run
     */
    public LocalWorkbench(LocalEngines engines, RunStore store, HostConditions conditions,
            Function<DeviceId, LiveTelemetry> watcher, RunProof proof) {
        this.engines = engines;
        this.store = store;
        this.conditions = conditions;
        this.watcher = watcher;
        this.proof = proof;
    }

    @Override
    public List<DeviceReport> devices() {
        return engines.devices();
    }

    @Override
    public MigInstances migInstances(DeviceId device) {
        return engines.migInstances(device);
    }

    @Override
    public Generation generate(ModelSource model, DeviceId device, Precision precision, EngineKind engine,
            List<Integer> prompt, int newTokens, boolean logits) throws WorkerException {
        return engines.generate(model, device, precision, engine, prompt, newTokens, logits);
    }

    @Override
    public DecodeBench.Report decodeSteps(DeviceId device, DecodeBench.Plan plan, Consumer<String> progress)
            throws WorkerException {
        return engines.decodeSteps(device, plan, progress);
    }

    @Override
    public SweepControl start(SweepPlan plan, SweepListener listener) {
        return started(listener, last -> prepared(plan, OptionalLong.empty(), last));
    }

    @Override
    public SweepControl resume(long runId, SweepListener listener) {
        return started(listener, last -> {
            StoredRun run = store.run(runId)
                    .orElseThrow(() -> new RunLogException("there is no run " + runId + " in " + store.file(), null));
            boolean same = run.conditions().settled().equals(conditions(run.plan()).settled());
            return prepared(run.plan(), same ? OptionalLong.of(runId) : OptionalLong.empty(), last);
        });
    }

    /** Makes a sweep that tells its listener everything. */
    @FunctionalInterface
    private interface Preparation {
        Sweep sweep(SweepListener listener);
    }

    private SweepControl started(SweepListener listener, Preparation preparation) {
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("the workbench is closed");
            }
            if (running != null) {
                throw new IllegalStateException("a sweep is running already");
            }
            DeferredSweep deferred = new DeferredSweep();
            running = deferred;
            thread = Thread.ofPlatform().name("sweep").daemon().start(() -> run(preparation, listener, deferred));
            return deferred;
        }
    }

    private void run(Preparation preparation, SweepListener listener, DeferredSweep deferred) {
        SweepListener last = event -> {
            if (event instanceof SweepEvent.Finished) {
                // Whoever hears of the end may start the next one.
                ended(deferred);
            }
            listener.on(event);
        };
        try {
            Sweep sweep = preparation.sweep(last);
            deferred.begins(sweep);
            var _ = sweep.run();
        } catch (RunLogException e) {
            // Not even the beginning could be written, so the sweep itself has told no one.
            last.on(new SweepEvent.Finished(RunStatus.FAILED, String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            logger.error("sweep not begun", e);
            last.on(new SweepEvent.Finished(RunStatus.FAILED, e.toString()));
        } catch (Error e) {
            // Nobody may be left waiting for the end.
            last.on(new SweepEvent.Finished(RunStatus.FAILED, e.toString()));
            throw e;
        } finally {
            ended(deferred);
        }
    }

    private Sweep prepared(SweepPlan plan, OptionalLong resumed, SweepListener listener) {
        Conditions now = conditions(plan.device());
        SweepListener proving = event -> {
            if (event instanceof SweepEvent.Started started && resumed.isEmpty()) {
                store.selfTest(started.runId(), proof.of(plan.device(), now, telemetry(plan.device())));
            }
            listener.on(event);
        };
        return new Sweep(plan, FitCheck.check(plan, report(plan.device())), of(plan, now), resumed, engines.replicas(),
                telemetry(plan.device()), store, proving, InstantSource.system());
    }

    private Conditions conditions(SweepPlan plan) {
        return of(plan, conditions(plan.device()));
    }

    /** A run's conditions: those of the machine, and where there is a choice, the engines; a self-test holds for all of them. */
    private static Conditions of(SweepPlan plan, Conditions machine) {
        return plan.device().isCpu()
                ? machine
                : machine.withSettled("engine",
                        plan.engines().stream().map(EngineKind::label).collect(Collectors.joining(", ")));
    }

    private Conditions conditions(DeviceId device) {
        return conditions.on(report(device), telemetry(device));
    }

    @Override
    public LiveTelemetry telemetry(DeviceId device) {
        synchronized (watched) {
            return watched.computeIfAbsent(device, watcher);
        }
    }

    private void ended(DeferredSweep sweep) {
        synchronized (lock) {
            if (running == sweep) {
                running = null;
                thread = null;
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
            closed = true;
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
        synchronized (watched) {
            watched.values().forEach(LiveTelemetry::close);
            watched.clear();
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
