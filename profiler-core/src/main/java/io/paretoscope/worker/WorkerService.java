package io.paretoscope.worker;

import io.paretoscope.cuda.CudaDriver;
import io.paretoscope.engine.CopyRate;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.MatrixRate;
import io.paretoscope.engine.RoundRule;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.engine.WindowRule;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.lsp4j.jsonrpc.services.JsonNotification;
import org.eclipse.lsp4j.jsonrpc.services.JsonRequest;
import org.eclipse.lsp4j.jsonrpc.services.JsonSegment;
import org.jspecify.annotations.Nullable;

/**
 * What a worker answers, as JSON-RPC. Nothing here names a file of the asking side or rests on both ends being one machine:
 * a checkpoint's location is the worker's to resolve. Requests to one engine are answered one after another, in the order in which
 * they came; an error response carries a one-line message for the user.
 */
@JsonSegment("worker")
interface WorkerService {

    /** Which GPUs the CUDA driver sees, without loading libtorch. */
    @JsonRequest
    CompletableFuture<GpusReply> gpus();

    /** Loads libtorch and says which it is. */
    @JsonRequest
    CompletableFuture<LibraryReply> library();

    /** Tries a precision on a device; the worker may die of it. */
    @JsonRequest
    CompletableFuture<TryReply> tryPrecision(TryRequest request);

    /** Whether own kernels can run on a device; the worker may die of trying. */
    @JsonRequest
    CompletableFuture<KernelsReply> ownKernels(String device);

    /** Free and total memory of a device. */
    @JsonRequest
    CompletableFuture<CapacityReply> capacity(String device);

    /** Keeps the first engine's thread on some CPUs. */
    @JsonRequest
    CompletableFuture<Done> pin(PinRequest request);

    /** Makes another engine over the weights of one that is there. */
    @JsonRequest
    CompletableFuture<EngineReply> fork(ForkRequest request);

    /** Makes another engine and loads a model into it. */
    @JsonRequest
    CompletableFuture<EngineReply> openBeside(BesideRequest request);

    /** Loads a model into the first engine, in place of the one before; all others end. */
    @JsonRequest
    CompletableFuture<OpenReply> open(OpenRequest request);

    /** Allocates the KV cache for a batch, in place of the one before; answers with the kind of engine that will decode it. */
    @JsonRequest
    CompletableFuture<UseReply> configure(ConfigureRequest request);

    /** Runs one timed batch of seeded prompts. */
    @JsonRequest
    CompletableFuture<StepTimes> run(RunRequest request);

    /** Runs timed batches of the same prompts until the rule is met; times by the worker's clock. */
    @JsonRequest
    CompletableFuture<TimedWindow> measure(MeasureRequest request);

    /** Runs the batch that those of a held window are compared with. */
    @JsonRequest
    CompletableFuture<Done> arm(MeasureRequest request);

    /** Begins a window that goes on until {@link #end}; answers when its rule is met. */
    @JsonRequest
    CompletableFuture<Done> begin(MeasureRequest request);

    /** Ends an engine's held window with the batch that is running. */
    @JsonRequest
    CompletableFuture<TimedWindow> end(int engine);

    /** The worker's monotonic clock, now. */
    @JsonRequest
    CompletableFuture<ClockReply> clock();

    /** Compares what the batch generated with what its prompts generate alone. */
    @JsonRequest
    CompletableFuture<AnswersReply> checkAnswers(RunRequest request);

    /** Continues prompts greedily. */
    @JsonRequest
    CompletableFuture<GenerateReply> generate(GenerateRequest request);

    /** The most device memory in use since the last {@code configure}. */
    @JsonRequest
    CompletableFuture<PeakReply> peak();

    /** Measures how fast a device copies within its memory. A model that is open stays so. */
    @JsonRequest
    CompletableFuture<CopyRate> copyRate(CopyRateRequest request);

    /** Measures how fast a device multiplies matrices. A model that is open stays so. */
    @JsonRequest
    CompletableFuture<MatrixRate> matrixRate(MatrixRateRequest request);

    /** Ends the process. */
    @JsonNotification
    void shutdown();

    /** An answer that says no more than that it is done. */
    record Done() {}

    /**
     * The driver's view.
     *
     * @param gpus the GPUs
     * @param cudaVersion the newest CUDA version the driver supports
     * @param obstacle why there are none
     */
    record GpusReply(List<CudaDriver.Gpu> gpus, @Nullable String cudaVersion, @Nullable String obstacle) {}

    /**
     * The libtorch in use.
     *
     * @param library version, flavor and folder
     * @param cudaDevices CUDA devices it can use
     */
    record LibraryReply(String library, int cudaDevices) {}

    /** Which precision to try where. */
    record TryRequest(String device, Precision precision) {}

    /**
     * What came of it.
     *
     * @param obstacle why the precision is not offered
     */
    record TryReply(@Nullable String obstacle) {}

    /** Bytes of memory, each absent where unknown. */
    record CapacityReply(@Nullable Long freeBytes, @Nullable Long totalBytes) {}

    /**
     * Whether own kernels can run on a device.
     *
     * @param obstacle why not; absent where they can
     */
    record KernelsReply(@Nullable String obstacle) {}

    /**
     * Which model.
     *
     * @param config its shape
     * @param syntheticSeed the seed of random weights; absent for a checkpoint
     * @param checkpoint the worker's location of a checkpoint; absent for random weights
     * @param engine the kind of engine that is asked for
     */
    record OpenRequest(OptConfig config, @Nullable Long syntheticSeed, @Nullable String checkpoint,
            Precision precision, String device, EngineKind engine) {}

    /**
     * The loaded model.
     *
     * @param loadNanos how long loading took, libtorch itself left out
     * @param weights what was loaded, for people
     */
    record OpenReply(long loadNanos, String weights) {}

    /** On which CPUs, and whether libtorch is to take as many threads as there are of them. */
    record PinRequest(List<Integer> cpus, boolean limitThreads) {}

    /** Over whose weights, and on which CPUs the new engine's threads run; none for all. */
    record ForkRequest(int engine, List<Integer> cpus) {}

    /** Which model, and on which CPUs the new engine's threads run; none for all. */
    record BesideRequest(OpenRequest model, List<Integer> cpus) {}

    /** The new engine's number, from 1 on; the first is 0. */
    record EngineReply(int engine) {}

    /**
     * Which kind of engine runs.
     *
     * @param reason why it is not the one that was asked for; absent where it is
     */
    record UseReply(EngineKind asked, EngineKind used, @Nullable String reason) {
        static UseReply of(EngineUse use) {
            return new UseReply(use.asked(), use.used(), use.reason().orElse(null));
        }

        EngineUse use() {
            return new EngineUse(asked, used, Optional.ofNullable(reason));
        }
    }

    /** Size of the KV cache. */
    record ConfigureRequest(int engine, int batch, int maxTokens) {}

    /** One timed batch. */
    record RunRequest(int engine, long seed, int promptTokens, int outputTokens) {}

    /** A window of timed batches. */
    record MeasureRequest(int engine, long seed, int promptTokens, int outputTokens, WindowRule rule) {}

    /** Where to copy, and for how long. */
    record CopyRateRequest(String device, RoundRule rule) {}

    /** Where to multiply what, and for how long. */
    record MatrixRateRequest(String device, Precision precision, RoundRule rule) {}

    /** A reading of the worker's monotonic clock. */
    record ClockReply(long nanos) {}

    /**
     * What came of comparing; either a difference or a reason not to, or neither where all is well.
     *
     * @param difference where the answers differ
     * @param unchecked why they were not compared
     */
    record AnswersReply(int sequences, int tokens, int nearTies, @Nullable String difference,
            @Nullable String unchecked) {}

    /** Prompts to continue. */
    record GenerateRequest(List<List<Integer>> prompts, int newTokens, boolean logits) {}

    /**
     * The continuations.
     *
     * @param tokens new tokens of each prompt
     * @param lastPromptLogits logits that follow each prompt, where asked for
     * @param engine what decoded them
     */
    record GenerateReply(List<List<Integer>> tokens, @Nullable List<List<Float>> lastPromptLogits,
            UseReply engine) {}

    /** Peak memory in bytes, or why it is unknown. */
    record PeakReply(@Nullable Long bytes, @Nullable String reason) {}
}
