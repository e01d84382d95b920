package io.paretoscope.engine;

import java.util.List;

/**
 * What one batch of requests took, from the call of prefill to the last token, every time read from the monotonic clock
 * after the step's tokens had arrived on the host.
 *
 * @param batch sequences that ran together
 * @param promptTokens tokens of all prompts of the batch, without padding
 * @param outputTokens tokens that came out of the engine, counted there
 * @param prefillNanos from the call of prefill to the first tokens on the host
 * @param stepNanos each decode step, from the call to its tokens on the host, in order
 * @param totalNanos from the call of prefill to the last tokens on the host
 */
public record StepTimes(int batch, long promptTokens, long outputTokens, long prefillNanos, List<Long> stepNanos,
        long totalNanos) {
    public StepTimes {
        stepNanos = List.copyOf(stepNanos);
    }
}
