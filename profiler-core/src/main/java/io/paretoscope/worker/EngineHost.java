package io.paretoscope.worker;

import io.paretoscope.checkpoint.Checkpoint;
import io.paretoscope.checkpoint.CheckpointFolder;
import io.paretoscope.checkpoint.HubCache;
import io.paretoscope.cuda.CudaDriver;
import io.paretoscope.cuda.CudaException;
import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.Ceilings;
import io.paretoscope.engine.CopyRate;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineException;
import io.paretoscope.engine.HostMemory;
import io.paretoscope.engine.InferenceEngine;
import io.paretoscope.engine.MatrixRate;
import io.paretoscope.engine.MemoryUse;
import io.paretoscope.engine.OwnKernels;
import io.paretoscope.engine.PeakMemory;
import io.paretoscope.engine.PrecisionProbe;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.engine.TorchRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The worker's side: its engines, the first of which opens models; the others share the weights of what it has open. Requests to
 * one engine are answered in the order in which they came.
 */
final class EngineHost implements WorkerService {
    private final Map<String, String> environment;
    private final Runnable exit;
    private final EngineSeat first = new EngineSeat("engine");
    private final List<EngineSeat> seats = new CopyOnWriteArrayList<>(List.of(first));

    // Of the first engine's thread.
    private @Nullable TorchRuntime runtime;

    /**
     * A host that has loaded nothing yet.
     *
     * @param environment the process's environment
     * @param exit ends the process
     */
    EngineHost(Map<String, String> environment, Runnable exit) {
        this.environment = Map.copyOf(environment);
        this.exit = exit;
    }

    @Override
    public CompletableFuture<GpusReply> gpus() {
        return first.submit(() -> {
            try {
                CudaDriver driver = CudaDriver.load();
                return new GpusReply(driver.gpus(), driver.cudaVersion(), null);
            } catch (CudaException e) {
                return new GpusReply(List.of(), null, e.getMessage());
            }
        });
    }

    @Override
    public CompletableFuture<LibraryReply> library() {
        return first.submit(() -> new LibraryReply(torch().library(), torch().cudaDevices()));
    }

    @Override
    public CompletableFuture<TryReply> tryPrecision(TryRequest request) {
        return first.submit(() -> new TryReply(PrecisionProbe
                .obstacle(torch(), DeviceId.parse(request.device()), request.precision())
                .orElse(null)));
    }

    @Override
    public CompletableFuture<KernelsReply> ownKernels(String device) {
        return first.submit(() -> switch (torch().ownKernels(DeviceId.parse(device))) {
            case OwnKernels.Available _ -> new KernelsReply(null);
            case OwnKernels.Unavailable(String reason) -> new KernelsReply(reason);
        });
    }

    @Override
    public CompletableFuture<CapacityReply> capacity(String device) {
        return first.submit(() -> {
            DeviceId id = DeviceId.parse(device);
            if (id.isCpu()) {
                return new CapacityReply(HostMemory.availableBytes(), HostMemory.totalBytes());
            }
            try {
                CudaDriver.Memory memory = CudaDriver.load().memory(id.index());
                return new CapacityReply(memory.freeBytes(), memory.totalBytes());
            } catch (CudaException e) {
                return new CapacityReply(null, null);
            }
        });
    }

    @Override
    public CompletableFuture<Done> pin(PinRequest request) {
        return first.submit(() -> {
            torch();
            first.pin(request.cpus(), request.limitThreads());
            return new Done();
        });
    }

    @Override
    public CompletableFuture<OpenReply> open(OpenRequest request) {
        return first.submit(() -> {
            closeForks();
            first.close();
            DeviceId device = DeviceId.parse(request.device());
            TorchRuntime torch = torch();
            long start = System.nanoTime();
            StringBuilder weights = new StringBuilder();
            first.take(request.config(), device, request.precision(), stream(torch, device),
                    () -> engine(torch, request, device, weights));
            return new OpenReply(System.nanoTime() - start, weights.toString());
        });
    }

    private InferenceEngine engine(TorchRuntime torch, OpenRequest request, DeviceId device, StringBuilder weights)
            throws EngineException, IOException {
        if (request.checkpoint() == null) {
            long seed = request.syntheticSeed() == null ? 0 : request.syntheticSeed();
            weights.append("synthetic, seed ").append(seed);
            return torch.synthetic(request.config(), request.precision(), device, request.engine(), seed);
        }
        try (Checkpoint checkpoint = CheckpointFolder.find(request.checkpoint(), HubCache.of(environment, home()))
                .open(request.config().name())) {
            if (!checkpoint.config().equals(request.config())) {
                throw new EngineException(checkpoint.describe() + ": config.json has changed since the plan was made",
                        null);
            }
            weights.append(checkpoint.describe());
            return torch.stored(checkpoint, request.precision(), device, request.engine());
        }
    }

    /** Where to find what gives an engine a stream of its own. */
    private static Optional<Path> stream(TorchRuntime torch, DeviceId device) throws EngineException {
        torch.checkUsable(device);
        return device.isCpu() ? Optional.empty() : Optional.of(torch.libraryFolder());
    }

    @Override
    public CompletableFuture<EngineReply> fork(ForkRequest request) {
        // The source is idle meanwhile, as whoever asks knows: what it has open does not change under the new one's hands.
        return with(request.engine(), source -> source.submit(source::device)
                .thenCompose(device -> first.submit(this::torch)
                        .thenCompose(torch -> added(request.cpus(), device,
                                seat -> source.forkInto(seat, stream(torch, device))))));
    }

    @Override
    public CompletableFuture<EngineReply> openBeside(BesideRequest request) {
        OpenRequest model = request.model();
        DeviceId device = DeviceId.parse(model.device());
        return first.submit(this::torch)
                .thenCompose(torch -> added(request.cpus(), device,
                        seat -> seat.take(model.config(), device, model.precision(), stream(torch, device),
                                () -> engine(torch, model, device, new StringBuilder()))));
    }

    /** Gives a new seat an engine, on the seat's thread. */
    @FunctionalInterface
    private interface Filling {
        void fill(EngineSeat seat) throws EngineException, IOException;
    }

    private CompletableFuture<EngineReply> added(List<Integer> cpus, DeviceId device, Filling filling) {
        EngineSeat seat = new EngineSeat("engine-" + (seats.size() + 1));
        return seat.submit(() -> {
            seat.pin(cpus, device.isCpu());
            filling.fill(seat);
            seats.add(seat);
            return new EngineReply(seats.size() - 1);
        });
    }

    /** The engine of that number does it; where there is none, the answer says so. */
    private <T> CompletableFuture<T> with(int engine, Function<EngineSeat, CompletableFuture<T>> work) {
        List<EngineSeat> present = List.copyOf(seats);
        return engine < 0 || engine >= present.size()
                ? CompletableFuture.failedFuture(EngineSeat.failure("no engine " + engine + ": this worker has "
                        + present.size()))
                : work.apply(present.get(engine));
    }

    @Override
    public CompletableFuture<UseReply> configure(ConfigureRequest request) {
        return with(request.engine(), seat -> seat.configure(request.batch(), request.maxTokens()));
    }

    @Override
    public CompletableFuture<StepTimes> run(RunRequest request) {
        return with(request.engine(),
                seat -> seat.run(request.seed(), request.promptTokens(), request.outputTokens()));
    }

    @Override
    public CompletableFuture<TimedWindow> measure(MeasureRequest request) {
        return with(request.engine(), seat -> seat.measure(request.seed(), request.promptTokens(),
                request.outputTokens(), request.rule()));
    }

    @Override
    public CompletableFuture<Done> arm(MeasureRequest request) {
        return with(request.engine(),
                seat -> seat.arm(request.seed(), request.promptTokens(), request.outputTokens()));
    }

    @Override
    public CompletableFuture<Done> begin(MeasureRequest request) {
        return with(request.engine(), seat -> seat.begin(request.seed(), request.promptTokens(),
                request.outputTokens(), request.rule()));
    }

    @Override
    public CompletableFuture<TimedWindow> end(int engine) {
        return with(engine, EngineSeat::end);
    }

    @Override
    public CompletableFuture<ClockReply> clock() {
        return CompletableFuture.completedFuture(new ClockReply(System.nanoTime()));
    }

    @Override
    public CompletableFuture<AnswersReply> checkAnswers(RunRequest request) {
        return with(request.engine(), seat -> seat.checkAnswers(request.seed(), request.promptTokens()))
                .thenApply(check -> switch (check) {
                    case AnswerCheck.Agreed(int sequences, int tokens, int ties) ->
                        new AnswersReply(sequences, tokens, ties, null, null);
                    case AnswerCheck.Differed(String detail) -> new AnswersReply(0, 0, 0, detail, null);
                    case AnswerCheck.NotChecked(String reason) -> new AnswersReply(0, 0, 0, null, reason);
                });
    }

    @Override
    public CompletableFuture<GenerateReply> generate(GenerateRequest request) {
        return first.generate(request.prompts(), request.newTokens(), request.logits())
                .thenApply(generated -> new GenerateReply(generated.tokens(),
                        generated.lastPromptLogits().orElse(null), UseReply.of(generated.engine())));
    }

    @Override
    public CompletableFuture<PeakReply> peak() {
        return first.submit(() -> switch (PeakMemory.read(first.device())) {
            case MemoryUse.Bytes bytes -> new PeakReply(bytes.bytes(), null);
            case MemoryUse.Unknown unknown -> new PeakReply(null, unknown.reason());
        });
    }

    @Override
    public CompletableFuture<CopyRate> copyRate(CopyRateRequest request) {
        return first.submit(
                () -> Ceilings.copyRate(torch(), DeviceId.parse(request.device()), request.rule()));
    }

    @Override
    public CompletableFuture<MatrixRate> matrixRate(MatrixRateRequest request) {
        return first.submit(() -> Ceilings.matrixRate(torch(), DeviceId.parse(request.device()),
                request.precision(), request.rule()));
    }

    @Override
    public void shutdown() {
        exit.run();
    }

    private static Path home() {
        return Path.of(System.getProperty("user.home", "."));
    }

    private TorchRuntime torch() throws EngineException {
        if (runtime == null) {
            runtime = TorchRuntime.load(environment);
        }
        return runtime;
    }

    private void closeForks() throws EngineException {
        for (EngineSeat seat : seats.subList(1, seats.size())) {
            try {
                seat.submit(() -> {
                    seat.close();
                    return true;
                }).join();
            } catch (CompletionException e) {
                throw new EngineException("an engine could not be closed: " + e.getCause(), e);
            }
        }
        seats.retainAll(List.of(first));
    }
}
