package io.paretoscope.selftest;

import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.Prompts;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.worker.ModelWorker;
import io.paretoscope.worker.WorkerException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/** Measures the known workload in a worker. */
final class WorkloadRun {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long SEED = 0;
    /** Two windows in a row that differ by no more are steady (R11). */
    private static final double STEADY_SHARE = 0.10;
    private static final int MOST_WARM_UP_WINDOWS = 3;

    private WorkloadRun() {}

    static Workload of(ModelWorker worker, DeviceId device, SelfTestPlan.Work work) throws WorkerException {
        worker.open(work.model(), device, work.precision(), work.engine());
        EngineUse engine = worker.configure(work.batch(), work.promptTokens() + work.outputTokens());
        long before = checksum(worker, work);
        double last = tokensPerSecond(window(worker, work));
        for (int i = 1; i < MOST_WARM_UP_WINDOWS; i++) {
            double now = tokensPerSecond(window(worker, work));
            boolean steady = Math.abs(now - last) <= STEADY_SHARE * Math.max(now, last);
            last = now;
            if (steady) {
                break;
            }
        }
        List<Double> throughput = new ArrayList<>();
        int batches = 0;
        int differing = 0;
        for (int i = 0; i < work.windows(); i++) {
            TimedWindow window = window(worker, work);
            throughput.add(tokensPerSecond(window));
            batches += window.batches().size();
            differing += window.differing();
        }
        return new Workload(work.model().config().name(), work.precision(), engine, work.batch(), work.promptTokens(),
                work.outputTokens(), throughput, batches, differing, before, checksum(worker, work));
    }

    private static TimedWindow window(ModelWorker worker, SelfTestPlan.Work work) throws WorkerException {
        return worker.measure(SEED, work.promptTokens(), work.outputTokens(), work.window());
    }

    /** Output tokens as they came out of the engine, over the whole of the window. */
    private static double tokensPerSecond(TimedWindow window) {
        return window.batches().stream().mapToLong(StepTimes::outputTokens).sum()
                / (window.nanos() / NANOS_PER_SECOND);
    }

    /** Of the tokens that the workload's prompts give, sequence after sequence, four bytes each, the highest first. */
    private static long checksum(ModelWorker worker, SelfTestPlan.Work work) throws WorkerException {
        List<List<Integer>> prompts = Prompts
                .seeded(SEED, work.batch(), work.promptTokens(), work.model().config().vocabulary())
                .stream()
                .map(prompt -> Arrays.stream(prompt).boxed().toList())
                .toList();
        CRC32 crc = new CRC32();
        for (List<Integer> tokens : worker.generate(prompts, work.outputTokens(), false).tokens()) {
            for (int token : tokens) {
                crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(token).flip());
            }
        }
        return crc.getValue();
    }
}
