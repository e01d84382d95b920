package io.paretoscope.engine.cpu;

import io.paretoscope.opt.ModelWeights;
import io.paretoscope.opt.OptConfig;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Has the JIT compiler see the loops of a step, once in a process. Until it has compiled them vector operations are a hundred times
 * slower, and who times the first steps would take that for the machine's speed.
 */
final class WarmUp {
    private static final OptConfig SMALL = new OptConfig("warm-up", 2, 256, 4, 1024, 1024, 64, 256, true, true, true,
            true,
            true);
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(3);
    /** So many steps without a faster one: compiled. */
    private static final int STEADY_STEPS = 50;
    private static final double FASTER = 0.9;

    private static boolean done;

    private WarmUp() {}

    /** Returns when steps have reached their speed; at once where they had before. */
    static synchronized void once(int threads) {
        if (done) {
            return;
        }
        try (CpuDecoder decoder = new CpuDecoder(small(), threads)) {
            KvMemory cache = new KvMemory(List.of(places(), places()), List.of(places(), places()));
            long start = System.nanoTime();
            long best = Long.MAX_VALUE;
            int since = 0;
            long spent = 0;
            for (int step = 0; spent < LEAST_NANOS || (since < STEADY_STEPS && spent < MOST_NANOS); step++) {
                long before = System.nanoTime();
                decoder.step(step % SMALL.vocabulary(), step % SMALL.positions(), cache);
                long now = System.nanoTime();
                if (now - before < FASTER * best) {
                    best = now - before;
                    since = 0;
                } else {
                    since++;
                }
                spent = now - start;
            }
        }
        done = true;
    }

    private static ModelWeights<MemorySegment> small() {
        int hidden = SMALL.hidden();
        MemorySegment embedding = zeros(SMALL.vocabulary() * hidden);
        ModelWeights.Norm<MemorySegment> norm = new ModelWeights.Norm<>(zeros(hidden), zeros(hidden));
        ModelWeights.Layer<MemorySegment> layer = new ModelWeights.Layer<>(norm, linear(3 * hidden, hidden),
                linear(hidden, hidden), norm,
                linear(SMALL.ffn(), hidden), linear(hidden, SMALL.ffn()));
        return new ModelWeights<>(SMALL, embedding, zeros((SMALL.positions() + OptConfig.POSITION_OFFSET) * hidden),
                embedding, Optional.of(norm), Optional.empty(), List.of(layer, layer));
    }

    private static ModelWeights.Linear<MemorySegment> linear(int out, int in) {
        return new ModelWeights.Linear<>(zeros(out * in), zeros(out));
    }

    private static MemorySegment places() {
        return zeros(SMALL.positions() * SMALL.hidden());
    }

    /** Of the kind that a tensor's memory is, for which the loops shall be compiled. */
    private static MemorySegment zeros(int floats) {
        return MemorySegment.ofBuffer(ByteBuffer.allocateDirect(floats * Float.BYTES));
    }
}
