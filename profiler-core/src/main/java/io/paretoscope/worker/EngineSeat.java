package io.paretoscope.worker;

import io.paretoscope.cuda.CudaException;
import io.paretoscope.cuda.StreamGuard;
import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.AnswerProbe;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineException;
import io.paretoscope.engine.Generation;
import io.paretoscope.engine.InferenceEngine;
import io.paretoscope.engine.PeakMemory;
import io.paretoscope.engine.Prompts;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedBatch;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.engine.TorchRuntime;
import io.paretoscope.engine.WindowRule;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

/** One engine and the one thread that alone touches it, since libtorch keeps settings and its CUDA stream by thread. */
final class EngineSeat {
    private static final Logger log = LoggerFactory.getLogger(EngineSeat.class);

    private final ExecutorService thread;

    // All below belong to that thread.
    private @Nullable Session session;
    private @Nullable StreamGuard stream;

    // Of whoever asks for a held window and the engine's thread.
    private volatile @Nullable Held held;

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

    /** A window under way, and what holds it open. */
    private record Held(HeldGate gate, CompletableFuture<TimedWindow> window) {}

    /** Keeps a window open, and tells when its rule is met. */
    private static final class HeldGate implements TimedBatch.Gate {
        private final CompletableFuture<Void> ruleMet = new CompletableFuture<>();
        private volatile boolean open;

        @Override
        public void met() {
            ruleMet.complete(null);
        }

        @Override
        public boolean open() {
            return open;
        }
    }

    /** A seat whose thread has that name. */
    EngineSeat(String name) {
        thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).daemon().factory());
    }

    /** Makes an engine, on the seat's thread. */
    @FunctionalInterface
    interface Maker {
        InferenceEngine make() throws EngineException, IOException;
    }

    /** Takes an engine that {@code maker} makes, in place of the one before. On the seat's thread. */
    void take(OptConfig config, DeviceId device, Precision precision, Optional<Path> libtorch, Maker maker)
            throws EngineException, IOException {
        close();
        if (!device.isCpu() && libtorch.isPresent()) {
            try {
                stream = StreamGuard.open(libtorch.get(), device.index());
            } catch (CudaException e) {
                throw new EngineException("no CUDA stream for this replica: " + e.getMessage(), e);
            }
        }
        session = new Session(config, device, precision, maker.make(), 0, List.of());
        session.engine().synchronize();
    }

    /** A second seat over the weights of this one's engine takes its engine from here. On the other seat's thread. */
    void forkInto(EngineSeat other, Optional<Path> libtorch) throws EngineException, IOException {
        Session mine = opened();
        other.take(mine.config(), mine.device(), mine.precision(), libtorch, () -> mine.engine().fork());
    }

    /**
     * Pins the seat's thread and what it starts from now on, for good. On the seat's thread.
     *
     * @param cpus none to leave all as it is
     * @param limitThreads whether libtorch takes as many threads as there are CPUs
     */
    void pin(List<Integer> cpus, boolean limitThreads) throws WorkerException {
        if (cpus.isEmpty()) {
            return;
        }
        CpuAffinity.Pinned _ = CpuAffinity.pin(cpus);
        if (limitThreads) {
            TorchRuntime.useThreads(cpus.size());
        }
    }

    /** Allocates the KV cache. */
    CompletableFuture<WorkerService.UseReply> configure(int batch, int maxTokens) {
        return submit(() -> {
            Session current = opened();
            PeakMemory.reset(current.device());
            current.engine().configure(batch, maxTokens);
            session = current.configured(batch);
            return WorkerService.UseReply.of(current.engine().use());
        });
    }

    /** One timed batch. */
    CompletableFuture<StepTimes> run(long seed, int promptTokens, int outputTokens) {
        return submit(() -> {
            Session current = opened();
            return TimedBatch.run(current.engine(), current.prompts(seed, promptTokens), outputTokens).times();
        });
    }

    /** A window by its rule alone. */
    CompletableFuture<TimedWindow> measure(long seed, int promptTokens, int outputTokens, WindowRule rule) {
        return submit(() -> {
            List<int[]> prompts = reference(seed, promptTokens, outputTokens);
            Session current = opened();
            return TimedBatch.window(current.engine(), prompts, outputTokens, rule, current.generated());
        });
    }

    /** Runs what a held window's batches are compared with. */
    CompletableFuture<WorkerService.Done> arm(long seed, int promptTokens, int outputTokens) {
        return submit(() -> {
            reference(seed, promptTokens, outputTokens);
            return new WorkerService.Done();
        });
    }

    /** Begins a window that goes on until {@link #end}; done when its rule is met. */
    CompletableFuture<WorkerService.Done> begin(long seed, int promptTokens, int outputTokens, WindowRule rule) {
        HeldGate gate = new HeldGate();
        CompletableFuture<TimedWindow> window = submit(() -> {
            Session current = opened();
            return TimedBatch.window(current.engine(), current.prompts(seed, promptTokens), outputTokens, rule,
                    current.generated(), gate);
        });
        held = new Held(gate, window);
        // A window that fails will never meet its rule.
        return CompletableFuture.anyOf(gate.ruleMet, window).thenApply(_ -> new WorkerService.Done());
    }

    /** Ends the window that is held open. */
    CompletableFuture<TimedWindow> end() {
        Held current = held;
        if (current == null) {
            return CompletableFuture.failedFuture(failure("no window is held open"));
        }
        current.gate().open = true;
        return current.window();
    }

    /** The prompts, after a batch of them has run outside any window, so that all within it can be compared with it. */
    private List<int[]> reference(long seed, int promptTokens, int outputTokens) throws EngineException {
        Session current = opened();
        List<int[]> prompts = current.prompts(seed, promptTokens);
        if (current.generated().size() != outputTokens) {
            session = current.generated(TimedBatch.run(current.engine(), prompts, outputTokens).steps());
        }
        return prompts;
    }

    /** Compares what the batch generated with what some of its prompts generate alone. */
    CompletableFuture<AnswerCheck> checkAnswers(long seed, int promptTokens) {
        return submit(() -> {
            Session current = opened();
            if (current.generated().isEmpty()) {
                return new AnswerCheck.NotChecked("the batch has generated nothing");
            }
            AnswerCheck check = AnswerProbe.check(current.engine(), current.precision(),
                    current.prompts(seed, promptTokens), current.generated());
            session = current.configured(1);
            return check;
        });
    }

    /** Continues prompts greedily. */
    CompletableFuture<Generation> generate(List<List<Integer>> prompts, int newTokens, boolean logits) {
        return submit(() -> {
            InferenceEngine engine = opened().engine();
            List<List<Integer>> tokens = new ArrayList<>();
            append(tokens,
                    engine.prefill(prompts.stream()
                            .map(prompt -> prompt.stream().mapToInt(Integer::intValue).toArray())
                            .toList()));
            Optional<List<List<Float>>> rows = logits ? Optional.of(rows(engine.lastLogits())) : Optional.empty();
            for (int step = 1; step < newTokens; step++) {
                append(tokens, engine.decode());
            }
            return new Generation(tokens, rows, engine.use());
        });
    }

    private static List<List<Float>> rows(float[][] logits) {
        List<List<Float>> rows = new ArrayList<>();
        for (float[] row : logits) {
            List<Float> values = new ArrayList<>(row.length);
            for (float value : row) {
                values.add(value);
            }
            rows.add(values);
        }
        return rows;
    }

    private static void append(List<List<Integer>> sequences, int[] step) {
        for (int i = 0; i < step.length; i++) {
            if (sequences.size() <= i) {
                sequences.add(new ArrayList<>());
            }
            sequences.get(i).add(step[i]);
        }
    }

    /** The open model's device. On the seat's thread. */
    DeviceId device() throws EngineException {
        return opened().device();
    }

    private Session opened() throws EngineException {
        Session current = session;
        if (current == null) {
            throw new EngineException("no model is open in this worker", null);
        }
        return current;
    }

    /** Frees the engine. On the seat's thread. */
    void close() {
        if (session != null) {
            session.engine().close();
            session = null;
        }
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }

    /** Does it on the seat's thread. An error comes back with a one-line message for the user. */
    <T> CompletableFuture<T> submit(Callable<T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        thread.execute(() -> {
            try {
                answer.complete(work.call());
            } catch (EngineException | WorkerException | IOException | IllegalArgumentException e) {
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

    /** How an answer says that something could not be done: one line for the user. */
    static ResponseErrorException failure(String message) {
        return new ResponseErrorException(new ResponseError(ResponseErrorCode.RequestFailed, message, null));
    }
}
