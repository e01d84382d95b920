package io.paretoscope.worker;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.CopyRate;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.Generation;
import io.paretoscope.engine.MatrixRate;
import io.paretoscope.engine.MemoryUse;
import io.paretoscope.engine.RoundRule;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.engine.WindowRule;
import io.paretoscope.opt.Precision;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;

/** A worker JVM on this machine. */
final class WorkerProcess implements ModelWorker {
    private static final long GRACE_SECONDS = 5;
    private static final int SIGNAL_BASE = 128;
    private static final int SIGKILL = 9;
    private static final int SIGABRT = 6;
    private static final int SIGSEGV = 11;

    private final Process process;
    private final SocketChannel channel;
    private final WorkerLog log;
    private final WorkerService service;
    private final CompletableFuture<?> died;
    private final ClockOffset clock = new ClockOffset();
    private final RemoteEngine first = new EngineAt(this, 0);
    private volatile boolean killed;

    WorkerProcess(Process process, SocketChannel channel, WorkerLog log) {
        this.process = process;
        this.channel = channel;
        this.log = log;
        this.service = WorkerChannel.connect(channel);
        this.died = process.onExit();
    }

    WorkerService service() {
        return service;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public long open(ModelSource model, DeviceId device, Precision precision, EngineKind kind) throws WorkerException {
        return await(service.open(request(model, device, precision, kind))).loadNanos();
    }

    private static WorkerService.OpenRequest request(ModelSource model, DeviceId device, Precision precision,
            EngineKind kind) {
        return switch (model.weights()) {
            case WeightsRef.Synthetic synthetic -> new WorkerService.OpenRequest(model.config(), synthetic.seed(),
                    null, precision, device.toString(), kind);
            case WeightsRef.Stored stored -> new WorkerService.OpenRequest(model.config(), null, stored.location(),
                    precision, device.toString(), kind);
        };
    }

    @Override
    public String library() throws WorkerException {
        return await(service.library()).library();
    }

    @Override
    public void pin(List<Integer> cpus) throws WorkerException {
        await(service.pin(new WorkerService.PinRequest(cpus, true)));
    }

    @Override
    public RemoteEngine fork(List<Integer> cpus) throws WorkerException {
        return first.fork(cpus);
    }

    @Override
    public RemoteEngine openBeside(ModelSource model, DeviceId device, Precision precision, EngineKind kind,
            List<Integer> cpus) throws WorkerException {
        return new EngineAt(this, await(
                service.openBeside(new WorkerService.BesideRequest(request(model, device, precision, kind), cpus)))
                .engine());
    }

    @Override
    public EngineUse configure(int batch, int maxTokens) throws WorkerException {
        return first.configure(batch, maxTokens);
    }

    @Override
    public StepTimes run(long seed, int promptTokens, int outputTokens) throws WorkerException {
        return first.run(seed, promptTokens, outputTokens);
    }

    @Override
    public TimedWindow measure(long seed, int promptTokens, int outputTokens, WindowRule rule)
            throws WorkerException {
        return first.measure(seed, promptTokens, outputTokens, rule);
    }

    @Override
    public HeldWindow arm(long seed, int promptTokens, int outputTokens, WindowRule rule) throws WorkerException {
        return first.arm(seed, promptTokens, outputTokens, rule);
    }

    @Override
    public AnswerCheck checkAnswers(long seed, int promptTokens, int outputTokens) throws WorkerException {
        return first.checkAnswers(seed, promptTokens, outputTokens);
    }

    @Override
    public ClockReading clock() throws WorkerException {
        return clock.read(() -> await(service.clock()).nanos());
    }

    @Override
    public CopyRate copyRate(DeviceId device, RoundRule rule) throws WorkerException {
        return await(service.copyRate(new WorkerService.CopyRateRequest(device.toString(), rule)));
    }

    @Override
    public MatrixRate matrixRate(DeviceId device, Precision precision, RoundRule rule) throws WorkerException {
        return await(service.matrixRate(new WorkerService.MatrixRateRequest(device.toString(), precision, rule)));
    }

    @Override
    public OptionalLong processId() {
        return OptionalLong.of(process.pid());
    }

    @Override
    public List<String> newErrors() {
        return log.newErrors();
    }

    @Override
    public Generation generate(List<List<Integer>> prompts, int newTokens, boolean logits) throws WorkerException {
        WorkerService.GenerateReply reply = await(
                service.generate(new WorkerService.GenerateRequest(prompts, newTokens, logits)));
        return new Generation(reply.tokens(), Optional.ofNullable(reply.lastPromptLogits()), reply.engine().use());
    }

    @Override
    public MemoryUse peakMemory() throws WorkerException {
        WorkerService.PeakReply reply = await(service.peak());
        return reply.bytes() != null
                ? new MemoryUse.Bytes(reply.bytes())
                : new MemoryUse.Unknown(String.valueOf(reply.reason()));
    }

    /** Waits for an answer, or for the process to die. */
    <T> T await(CompletableFuture<T> answer) throws WorkerException {
        try {
            CompletableFuture.anyOf(answer, died).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ResponseErrorException error) {
                throw new WorkerException(error.getResponseError().getMessage(), error);
            }
            // A dying worker's socket may close before its process is gone.
            if (!exited()) {
                throw new WorkerException("the connection to the worker broke: " + e.getCause(), e);
            }
        }
        T result = answer.isCompletedExceptionally() ? null : answer.getNow(null);
        if (result == null) {
            throw new WorkerException(causeOfDeath(), null);
        }
        return result;
    }

    private String causeOfDeath() {
        died.join();
        if (killed) {
            return "the worker was stopped";
        }
        int exit = process.exitValue();
        String how = switch (exit - SIGNAL_BASE) {
            case SIGKILL -> "was killed (signal 9); the system does that to the largest process when memory runs out";
            case SIGABRT -> "aborted in native code (signal 6)";
            case SIGSEGV -> "crashed in native code (signal 11)";
            default -> "ended with exit code " + exit;
        };
        return "the worker process " + how + log.lastWords().map(line -> "; its last words: " + line).orElse("");
    }

    @Override
    public void kill() {
        killed = true;
        process.destroyForcibly();
    }

    @Override
    public void close() {
        if (process.isAlive() && !killed) {
            service.shutdown();
        }
        if (!exited()) {
            process.destroyForcibly();
            died.join();
        }
        try {
            channel.close();
        } catch (IOException e) {
            log.note("closing the channel: " + e);
        }
        log.close();
    }

    private boolean exited() {
        try {
            return process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
