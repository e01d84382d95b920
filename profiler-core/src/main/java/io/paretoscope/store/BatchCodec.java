package io.paretoscope.store;

import io.paretoscope.engine.StepTimes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The times of a window's batches in few bytes, every one exact. First the number of batches; then of each its sequences,
 * prompt tokens, output tokens, prefill and number of steps, as differences from the batch before; its steps, each as the
 * difference from the step before; and what its total is more than prefill and steps together.
 */
final class BatchCodec {
    private static final StepTimes NONE = new StepTimes(0, 0, 0, 0, List.of(), 0);
    /** The fewest bytes of a batch. */
    private static final int LEAST_BYTES = 6;

    private BatchCodec() {}

    static byte[] encode(List<StepTimes> batches) {
        PackedWriter out = new PackedWriter();
        out.unsigned(batches.size());
        StepTimes before = NONE;
        for (StepTimes batch : batches) {
            out.signed((long) batch.batch() - before.batch());
            out.signed(batch.promptTokens() - before.promptTokens());
            out.signed(batch.outputTokens() - before.outputTokens());
            out.signed(batch.prefillNanos() - before.prefillNanos());
            out.unsigned(batch.stepNanos().size());
            long last = 0;
            long sum = batch.prefillNanos();
            for (long nanos : batch.stepNanos()) {
                out.signed(nanos - last);
                last = nanos;
                sum += nanos;
            }
            out.signed(batch.totalNanos() - sum);
            before = batch;
        }
        return out.packed();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException where it is no such thing
     */
    static List<StepTimes> decode(byte[] packed) {
        PackedReader in = PackedReader.of(packed);
        int count = in.count(LEAST_BYTES);
        List<StepTimes> batches = new ArrayList<>(count);
        StepTimes before = NONE;
        for (int i = 0; i < count; i++) {
            int batch = Math.toIntExact(before.batch() + in.signed());
            long promptTokens = before.promptTokens() + in.signed();
            long outputTokens = before.outputTokens() + in.signed();
            long prefillNanos = before.prefillNanos() + in.signed();
            Long[] steps = new Long[in.count(1)];
            long nanos = 0;
            long sum = prefillNanos;
            for (int step = 0; step < steps.length; step++) {
                nanos += in.signed();
                sum += nanos;
                steps[step] = nanos;
            }
            before = new StepTimes(batch, promptTokens, outputTokens, prefillNanos, Arrays.asList(steps),
                    sum + in.signed());
            batches.add(before);
        }
        in.end();
        return batches;
    }
}
