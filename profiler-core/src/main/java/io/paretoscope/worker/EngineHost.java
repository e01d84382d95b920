package io.paretoscope.worker;

import io.paretoscope.checkpoint.Checkpoint;
import io.paretoscope.checkpoint.CheckpointFolder;
import io.paretoscope.checkpoint.HubCache;
import io.paretoscope.cuda.CudaDriver;
import io.paretoscope.cuda.CudaException;
import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.AnswerProbe;
import io.paretoscope.engine.Ceilings;
import io.paretoscope.engine.CopyRate;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineException;
import io.paretoscope.engine.HostMemory;
import io.paretoscope.engine.InferenceEngine;
import io.paretoscope.engine.MatrixRate;
import io.paretoscope.engine.MemoryUse;
import io.paretoscope.engine.PeakMemory;
import io.paretoscope.engine.PrecisionProbe;
import io.paretoscope.engine.Prompts;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedBatch;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.engine.TorchRuntime;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker's side: one engine, and one thread that alone touches it, since libtorch keeps settings by thread. */
final class EngineHost implements WorkerService {
    private static final Logger log = LoggerFactory.getLogger(EngineHost.class);

    private final Map<String, String> environment;
    private final Runnable exit;
    private final ExecutorService engineThread = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().name("engine").daemon().factory());

    // All below belong to the engine thread.
    private @Nullable TorchRuntime runtime;
    private @Nullable Session session;

    /** A model on a device. */
    private record Session(OptConfig config, DeviceId device, Precision precision, InferenceEngine engine, int batch,
            List<int[]> generated) {
        /** The same model with a new batch, which has generated nothing. */
        Session configured(int size) {
            return new Session(config, device, precision, engine, size, List.of());
        }

        /** After the batch generated that for the first time. */
        Session generated(List<int[]> steps) {
            return new Session(config, device, precision, engine, batch, steps);
        }

        List<int[]> prompts(long seed, int tokens) {
            return Prompts.seeded(seed, batch, tokens, config.vocabulary());
        }
    }

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
        return onEngineThread(() -> {
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
        return onEngineThread(() -> new LibraryReply(torch().library(), torch().cudaDevices()));
    }

    @Override
    public CompletableFuture<TryReply> tryPrecision(TryRequest request) {
        return onEngineThread(() -> new TryReply(PrecisionProbe
                .obstacle(torch(), DeviceId.parse(request.device()), request.precision())
                .orElse(null)));
    }

    @Override
    public CompletableFuture<CapacityReply> capacity(String device) {
        return onEngineThread(() -> {
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
    public CompletableFuture<OpenReply> open(OpenRequest request) {
        return onEngineThread(() -> {
            closeSession();
            DeviceId device = DeviceId.parse(request.device());
            TorchRuntime torch = torch();
            long start = System.nanoTime();
            String weights;
            InferenceEngine engine;
            if (request.checkpoint() != null) {
                try (Checkpoint checkpoint = CheckpointFolder
                        .find(request.checkpoint(), HubCache.of(environment, home()))
                        .open(request.config().name())) {
                    if (!checkpoint.config().equals(request.config())) {
                        throw new EngineException(checkpoint.describe() + ": config.json has changed since the plan"
                                + " was made", null);
                    }
                    weights = checkpoint.describe();
                    engine = torch.stored(checkpoint, request.precision(), device);
                }
            } else {
                long seed = request.syntheticSeed() == null ? 0 : request.syntheticSeed();
                weights = "synthetic, seed " + seed;
                engine = torch.synthetic(request.config(), request.precision(), device, seed);
            }
            session = new Session(request.config(), device, request.precision(), engine, 0, List.of());
            engine.synchronize();
            return new OpenReply(System.nanoTime() - start, weights);
        });
    }

    @Override
    public CompletableFuture<Done> configure(ConfigureRequest request) {
        return onEngineThread(() -> {
            Session current = opened();
            PeakMemory.reset(current.device());
            current.engine().configure(request.batch(), request.maxTokens());
            session = current.configured(request.batch());
            return new Done();
        });
    }

    @Override
    public CompletableFuture<StepTimes> run(RunRequest request) {
        return onEngineThread(() -> {
            Session current = opened();
            return TimedBatch
                    .run(current.engine(), current.prompts(request.seed(), request.promptTokens()),
                            request.outputTokens())
                    .times();
        });
    }

    @Override
    public CompletableFuture<TimedWindow> measure(MeasureRequest request) {
        return onEngineThread(() -> {
            Session current = opened();
            List<int[]> prompts = current.prompts(request.seed(), request.promptTokens());
            if (current.generated().size() != request.outputTokens()) {
                // Outside the window, so that every batch within it can be compared with one before it.
                current = current.generated(
                        TimedBatch.run(current.engine(), prompts, request.outputTokens()).steps());
                session = current;
            }
            return TimedBatch.window(current.engine(), prompts, request.outputTokens(), request.rule(),
                    current.generated());
        });
    }

    @Override
    public CompletableFuture<ClockReply> clock() {
        return CompletableFuture.completedFuture(new ClockReply(System.nanoTime()));
    }

    @Override
    public CompletableFuture<AnswersReply> checkAnswers(RunRequest request) {
        return onEngineThread(() -> {
            Session current = opened();
            List<int[]> steps = current.generated();
            if (steps.isEmpty()) {
                return new AnswersReply(0, 0, 0, null, "the batch has generated nothing");
            }
            AnswerCheck check = AnswerProbe.check(current.engine(), current.precision(),
                    current.prompts(request.seed(), request.promptTokens()), steps);
            session = current.configured(1);
            return switch (check) {
                case AnswerCheck.Agreed(int sequences, int tokens, int ties) ->
                    new AnswersReply(sequences, tokens, ties, null, null);
                case AnswerCheck.Differed(String detail) -> new AnswersReply(0, 0, 0, detail, null);
                case AnswerCheck.NotChecked(String reason) -> new AnswersReply(0, 0, 0, null, reason);
            };
        });
    }

    @Override
    public CompletableFuture<GenerateReply> generate(GenerateRequest request) {
        return onEngineThread(() -> {
            InferenceEngine engine = opened().engine();
            List<int[]> prompts = request.prompts()
                    .stream()
                    .map(prompt -> prompt.stream().mapToInt(Integer::intValue).toArray())
                    .toList();
            List<List<Float>> logits = null;
            List<List<Integer>> tokens = new ArrayList<>();
            append(tokens, engine.prefill(prompts));
            if (request.logits()) {
                logits = new ArrayList<>();
                for (float[] row : engine.lastLogits()) {
                    List<Float> values = new ArrayList<>(row.length);
                    for (float value : row) {
                        values.add(value);
                    }
                    logits.add(values);
                }
            }
            for (int step = 1; step < request.newTokens(); step++) {
                append(tokens, engine.decode());
            }
            return new GenerateReply(tokens, logits);
        });
    }

    private static void append(List<List<Integer>> sequences, int[] step) {
        for (int i = 0; i < step.length; i++) {
            if (sequences.size() <= i) {
                sequences.add(new ArrayList<>());
            }
            sequences.get(i).add(step[i]);
        }
    }

    @Override
    public CompletableFuture<PeakReply> peak() {
        return onEngineThread(() -> switch (PeakMemory.read(opened().device())) {
            case MemoryUse.Bytes bytes -> new PeakReply(bytes.bytes(), null);
            case MemoryUse.Unknown unknown -> new PeakReply(null, unknown.reason());
        });
    }

    @Override
    public CompletableFuture<CopyRate> copyRate(CopyRateRequest request) {
        return onEngineThread(
                () -> Ceilings.copyRate(torch(), DeviceId.parse(request.device()), request.rule()));
    }

    @Override
    public CompletableFuture<MatrixRate> matrixRate(MatrixRateRequest request) {
        return onEngineThread(() -> Ceilings.matrixRate(torch(), DeviceId.parse(request.device()),
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

    private Session opened() throws EngineException {
        if (session == null) {
            throw new EngineException("no model is open in this worker", null);
        }
        return session;
    }

    private void closeSession() {
        if (session != null) {
            session.engine().close();
            session = null;
        }
    }

    private <T> CompletableFuture<T> onEngineThread(Callable<T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        engineThread.execute(() -> {
            try {
                answer.complete(work.call());
            } catch (EngineException | IOException | IllegalArgumentException e) {
                log.debug("request failed", e);
                answer.completeExceptionally(failure(String.valueOf(e.getMessage())));
            } catch (OutOfMemoryError e) {
                answer.completeExceptionally(failure("the worker's Java heap is full: " + e.getMessage()));
            } catch (Exception | LinkageError e) {
                log.error("request failed", e);
                answer.completeExceptionally(failure(e.toString()));
            }
        });
        return answer;
    }

    private static ResponseErrorException failure(String message) {
        return new ResponseErrorException(new ResponseError(ResponseErrorCode.RequestFailed, message, null));
    }
}
