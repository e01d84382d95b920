package io.paretoscope.replica;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.Precision;
import io.paretoscope.telemetry.MigInstances;
import io.paretoscope.worker.CpuCores;
import io.paretoscope.worker.CpuShares;
import io.paretoscope.worker.ModelWorker;
import io.paretoscope.worker.RemoteEngine;
import io.paretoscope.worker.WorkerException;
import io.paretoscope.worker.WorkerLauncher;
import io.paretoscope.worker.WorkerPlace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Phaser;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Starts groups of replicas. What has been started when one of them fails is ended again. Thread-safe. */
public final class ReplicaLauncher {
    private final WorkerLauncher workers;
    private final MpsStarter mps;
    private final Function<DeviceId, MigInstances> mig;
    private final Supplier<CpuCores> cores;
    private final ReplicaLimits limits;

    /** Starts NVIDIA's Multi-Process Service for a group. */
    @FunctionalInterface
    public interface MpsStarter {
        /**
         * Starts it, in a private folder.
         *
         * @throws WorkerException saying in one line why there is none
         */
        MpsSession start() throws WorkerException;
    }

    /**
     * What the replicas of a group are.
     *
     * @param models of each replica, where several run in one process equal ones share their weights
     * @param parts of which part each replica is
     * @param mode how they share the device
     * @param threadPercentage what MPS leaves to each
     * @param device which they share
     * @param precision of all of them
     * @param engine the kind of engine that is asked for, of all of them
     * @param pinned whether each is kept on cores of its own, where there are enough
     */
    public record Order(List<ModelSource> models, List<Integer> parts, ReplicaMode mode, OptionalInt threadPercentage,
            DeviceId device, Precision precision, EngineKind engine, boolean pinned) {
        public Order {
            models = List.copyOf(models);
            parts = List.copyOf(parts);
        }
    }

    /**
     * A launcher.
     *
     * @param workers starts the processes
     * @param mig the MIG instances of a GPU
     * @param cores of this machine, to be shared out
     */
    public ReplicaLauncher(WorkerLauncher workers, MpsStarter mps, Function<DeviceId, MigInstances> mig,
            Supplier<CpuCores> cores, ReplicaLimits limits) {
        this.workers = workers;
        this.mps = mps;
        this.mig = mig;
        this.cores = cores;
        this.limits = limits;
    }

    /** A launcher for this machine, whose workers get this environment. */
    public static ReplicaLauncher ofThisMachine(WorkerLauncher workers, Map<String, String> environment) {
        return new ReplicaLauncher(workers, () -> MpsDaemon.start(environment), MigInstances::of,
                CpuCores::ofThisProcess, ReplicaLimits.DEFAULT);
    }

    /**
     * Starts the workers and loads the models.
     *
     * @param launched hears of every worker as soon as it runs, on whatever thread, so that it can be killed while it loads
     */
    public ReplicaGroup launch(Order order, Consumer<ModelWorker> launched) throws WorkerException {
        List<List<Integer>> cpus = cpus(order);
        Building building = new Building(order, cpus, launched);
        try {
            return order.mode().separateProcesses() ? building.processes() : building.streams();
        } catch (WorkerException | RuntimeException e) {
            building.end();
            throw e;
        }
    }

    /** For each replica the CPUs to which it is pinned; none where it is not. */
    private List<List<Integer>> cpus(Order order) {
        int replicas = order.models().size();
        if (order.pinned() && replicas > 1 && cores.get().split(replicas) instanceof CpuShares.Shared shared) {
            return shared.cpus();
        }
        return Collections.nCopies(replicas, List.of());
    }

    /** A group while it is being started. */
    private final class Building {
        /** Those that start a worker at the moment, and whoever ends the group. */
        private final Phaser starting = new Phaser(1);
        private final Order order;
        private final List<List<Integer>> cpus;
        private final Consumer<ModelWorker> launched;
        private final List<ModelWorker> running = new ArrayList<>();
        private Optional<MpsSession> session = Optional.empty();
        private boolean ended;

        Building(Order order, List<List<Integer>> cpus, Consumer<ModelWorker> launched) {
            this.order = order;
            this.cpus = cpus;
            this.launched = launched;
        }

        private ModelWorker started(DeviceId device, WorkerPlace place) throws WorkerException {
            synchronized (this) {
                if (ended) {
                    throw givenUp();
                }
                starting.register();
            }
            try {
                ModelWorker worker = workers.launch(device, place);
                synchronized (this) {
                    if (!ended) {
                        running.add(worker);
                        launched.accept(worker);
                        return worker;
                    }
                }
                worker.kill();
                worker.close();
                throw givenUp();
            } finally {
                starting.arriveAndDeregister();
            }
        }

        private static WorkerException givenUp() {
            return new WorkerException("the group was given up while this replica started", null);
        }

        private synchronized List<ModelWorker> running() {
            return List.copyOf(running);
        }

        /** Ends what runs, and waits for what still starts, so that nothing remains. */
        void end() {
            synchronized (this) {
                ended = true;
            }
            running().forEach(ModelWorker::kill);
            running().forEach(ModelWorker::close);
            int _ = starting.arriveAndAwaitAdvance();
            session.ifPresent(MpsSession::close);
        }

        ReplicaGroup streams() throws WorkerException {
            return Together.run("loading", limits.load(), _ -> {
                running().forEach(ModelWorker::kill);
                return "the worker";
            }, List.<Together.Task<ReplicaGroup>>of(() -> {
                ModelWorker worker = started(order.device(), WorkerPlace.ANYWHERE);
                if (!cpus.getFirst().isEmpty()) {
                    worker.pin(cpus.getFirst());
                }
                long start = System.nanoTime();
                long first = worker.open(order.models().getFirst(), order.device(), order.precision(),
                        order.engine());
                List<ReplicaSeat> seats = new ArrayList<>();
                Map<ModelSource, RemoteEngine> byModel = new HashMap<>();
                byModel.put(order.models().getFirst(), worker);
                seats.add(seat(0, 0, worker));
                for (int i = 1; i < order.models().size(); i++) {
                    ModelSource model = order.models().get(i);
                    RemoteEngine sameModel = byModel.get(model);
                    RemoteEngine engine = sameModel == null
                            ? worker.openBeside(model, order.device(), order.precision(), order.engine(), cpus.get(i))
                            : sameModel.fork(cpus.get(i));
                    byModel.put(model, engine);
                    seats.add(seat(i, 0, engine));
                }
                return new ReplicaGroup(List.of(worker), seats, limits, session,
                        seats.size() == 1 ? first : System.nanoTime() - start);
            })).getFirst();
        }

        private record Loaded(ModelWorker worker, long nanos) {}

        ReplicaGroup processes() throws WorkerException {
            List<Map<String, String>> environments = environments();
            List<Together.Task<Loaded>> tasks = new ArrayList<>();
            for (int i = 0; i < order.models().size(); i++) {
                int replica = i;
                tasks.add(named(replica, () -> {
                    // On its MIG instance a worker sees that alone, as its first device.
                    DeviceId device = order.mode() == ReplicaMode.MIG ? DeviceId.cuda(0) : order.device();
                    ModelWorker worker = started(device,
                            new WorkerPlace(environments.get(replica), cpus.get(replica)));
                    return new Loaded(worker,
                            worker.open(order.models().get(replica), device, order.precision(), order.engine()));
                }));
            }
            List<Loaded> loaded = Together.run("loading", limits.load(), i -> {
                running().forEach(ModelWorker::kill);
                return name(i);
            }, tasks);
            if (session.isPresent()) {
                checkClients(session.get(), loaded.stream().map(Loaded::worker).toList());
            }
            List<ReplicaSeat> seats = new ArrayList<>();
            for (int i = 0; i < loaded.size(); i++) {
                seats.add(seat(i, i, loaded.get(i).worker()));
            }
            return new ReplicaGroup(loaded.stream().map(Loaded::worker).toList(), seats, limits, session,
                    loaded.stream().mapToLong(Loaded::nanos).max().orElseThrow());
        }

        private <T> Together.Task<T> named(int replica, Together.Task<T> task) {
            return order.models().size() == 1 ? task : () -> {
                try {
                    return task.run();
                } catch (WorkerException e) {
                    throw new WorkerException(name(replica) + ": " + e.getMessage(), e);
                }
            };
        }

        private String name(int replica) {
            int replicas = order.models().size();
            return replicas == 1
                    ? "the worker"
                    : ReplicaSeat.name(replica, replicas, order.models().get(replica), "");
        }

        /** A worker that has not found MPS would be time-sliced, and its numbers called those of MPS. */
        private void checkClients(MpsSession mpsSession, List<ModelWorker> started) throws WorkerException {
            int clients = mpsSession.clients().size();
            if (clients < started.size()) {
                throw new WorkerException("of " + started.size() + " workers only " + clients
                        + " run under MPS, so this would not be mode mps", null);
            }
        }

        private List<Map<String, String>> environments() throws WorkerException {
            int replicas = order.models().size();
            return switch (order.mode()) {
                case STREAMS, PROCESSES -> Collections.nCopies(replicas, Map.of());
                case MPS -> {
                    MpsSession started = mps.start();
                    session = Optional.of(started);
                    yield Collections.nCopies(replicas, started.environment(order.threadPercentage()));
                }
                case MIG -> instances(mig.apply(order.device()), replicas);
            };
        }

        private static List<Map<String, String>> instances(MigInstances found, int replicas) throws WorkerException {
            return switch (found) {
                case MigInstances.None(String reason) -> throw new WorkerException("no MIG instance: " + reason, null);
                case MigInstances.Listed(String gpu, var instances) when instances.size() < replicas ->
                    throw new WorkerException(replicas + " replicas need a MIG instance each, and " + gpu + " has "
                            + instances.size(), null);
                case MigInstances.Listed(String _, var instances) -> instances.stream()
                        .limit(replicas)
                        .map(instance -> Map.of("CUDA_VISIBLE_DEVICES", instance.uuid()))
                        .toList();
            };
        }

        private ReplicaSeat seat(int replica, int worker, RemoteEngine engine) {
            return new ReplicaSeat(order.models().get(replica), worker,
                    new ReplicaPlace(order.parts().get(replica), worker, cpus.get(replica)), engine);
        }
    }
}
