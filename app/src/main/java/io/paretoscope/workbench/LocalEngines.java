package io.paretoscope.workbench;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.Generation;
import io.paretoscope.libtorch.EngineChoice;
import io.paretoscope.libtorch.EngineSelector;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.ReplicaLauncher;
import io.paretoscope.selftest.DecodeBench;
import io.paretoscope.telemetry.MigInstances;
import io.paretoscope.worker.DeviceProbe;
import io.paretoscope.worker.JvmWorkerLauncher;
import io.paretoscope.worker.ModelWorker;
import io.paretoscope.worker.WorkerException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The engines of this machine, each in a worker JVM. */
public final class LocalEngines implements EngineBench {
    private final JvmWorkerLauncher launcher;
    private final Supplier<Optional<EngineChoice>> onGpu;
    private final ReplicaLauncher replicas;

    private final Object probing = new Object();
    private @Nullable List<DeviceReport> reports;
    private Optional<EngineChoice> reportedOn = Optional.empty();

    private final Object lock = new Object();
    private final Set<ModelWorker> working = new HashSet<>();
    private boolean closed;

    /**
     * Engines whose workers get this environment, and what {@code selector} adds to it.
     *
     * @param selector chooses each worker's libtorch
     * @param download whether a libtorch that is missing may be fetched
     */
    public LocalEngines(Map<String, String> environment, EngineSelector selector, boolean download) {
        this(environment, new JvmWorkerLauncher(selector, download), () -> Optional.of(selector.choose(true)));
    }

    /**
     * Engines whose workers get this environment alone: none that is installed is used.
     *
     * @param download whether a libtorch that is missing may be fetched
     */
    public LocalEngines(Map<String, String> environment, boolean download) {
        this(environment, new JvmWorkerLauncher(environment, download), Optional::empty);
    }

    private LocalEngines(Map<String, String> environment, JvmWorkerLauncher launcher,
            Supplier<Optional<EngineChoice>> onGpu) {
        this.launcher = launcher;
        this.onGpu = onGpu;
        replicas = ReplicaLauncher.ofThisMachine(launcher, environment);
    }

    /** Starts groups of replicas. */
    ReplicaLauncher replicas() {
        return replicas;
    }

    @Override
    public List<DeviceReport> devices() {
        synchronized (probing) {
            Optional<EngineChoice> now = onGpu.get();
            List<DeviceReport> known = reports;
            // What was found of a GPU holds for the libtorch that it was tried with.
            if (known == null || !now.equals(reportedOn)) {
                known = new DeviceProbe(launcher).probe();
                reports = known;
                reportedOn = now;
            }
            return known;
        }
    }

    @Override
    public MigInstances migInstances(DeviceId device) {
        return MigInstances.of(device);
    }

    @Override
    public Generation generate(ModelSource model, DeviceId device, Precision precision, EngineKind engine,
            List<Integer> prompt, int newTokens, boolean logits) throws WorkerException {
        try (ModelWorker worker = launcher.launch(device)) {
            begin(worker);
            try {
                worker.open(model, device, precision, engine);
                worker.configure(1, prompt.size() + newTokens);
                return worker.generate(List.of(prompt), newTokens, logits);
            } finally {
                end(worker);
            }
        }
    }

    @Override
    public DecodeBench.Report decodeSteps(DeviceId device, DecodeBench.Plan plan, Consumer<String> progress)
            throws WorkerException {
        List<ModelWorker> launched = new ArrayList<>();
        try {
            return DecodeBench.run((at, place) -> {
                ModelWorker worker = launcher.launch(at, place);
                launched.add(worker);
                begin(worker);
                return worker;
            }, device, plan, progress);
        } finally {
            launched.forEach(this::end);
        }
    }

    private void begin(ModelWorker worker) {
        synchronized (lock) {
            working.add(worker);
            if (closed) {
                worker.kill();
            }
        }
    }

    private void end(ModelWorker worker) {
        synchronized (lock) {
            working.remove(worker);
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            working.forEach(ModelWorker::kill);
        }
    }
}
