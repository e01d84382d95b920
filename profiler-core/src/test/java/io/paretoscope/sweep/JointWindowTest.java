package io.paretoscope.sweep;

import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class JointWindowTest {
    /** Two sequences of three prompt tokens and four output tokens: prefill of 40 ns and three steps of 20 ns. */
    private static final StepTimes BATCH = new StepTimes(2, 6, 8, 40, List.of(20L, 20L, 20L), 100);

    private static TimedWindow window(long start, int batches) {
        return new TimedWindow(start, start + 100L * batches, TimedWindow.End.COMPLETE,
                java.util.Collections.nCopies(batches, BATCH), 0);
    }

    @Test
    void ofOneReplicaEverythingCounts() {
        JointWindow.Work work = JointWindow.of(window(7, 2)).work();
        assertEquals(16, work.outputTokens());
        assertEquals(12, work.decodeTokens());
        assertEquals(12, work.promptTokens());
        assertEquals(4, work.requests());
        assertEquals(120, work.decodeNanos());
        assertEquals(List.of(100L, 100L), work.requestNanos());
    }

    @Test
    void itLastsFromTheLastStartToTheFirstEnd() {
        JointWindow joint = new JointWindow(List.of(window(0, 3), window(50, 2)));
        assertEquals(List.of(50L, 250L), List.of(joint.startNanos(), joint.endNanos()));
    }

    @Test
    void aStepThatIsCutCountsByItsShare() {
        // The first replica's window runs from 0 to 300; of it 50 to 250 counts: half the second step of its first batch, the
        // third, all of its second batch, and of its third the prefill and half of the first step.
        JointWindow joint = new JointWindow(List.of(window(0, 3), window(50, 2)));
        JointWindow.Work first = joint.work(0);
        assertEquals(2 * (0.5 + 1 + 1) + 2 * 3 + 2 * 0.5, first.decodeTokens());
        assertEquals(first.decodeTokens() + 2 + 2, first.outputTokens());
        assertEquals(16, joint.work(1).outputTokens());
        assertEquals(first.outputTokens() + 16, joint.work().outputTokens());
    }

    @Test
    void latenciesAreOfWhatEndedWhileAllRan() {
        JointWindow joint = new JointWindow(List.of(window(0, 3), window(50, 2)));
        assertEquals(2, joint.work(0).requestNanos().size());
        assertEquals(2, joint.work(0).prefills().size());
        assertEquals(6, joint.work(0).steps().size());
    }

    @Test
    void aPauseOfTheHostLiesBetweenBatches() {
        TimedWindow paused = new TimedWindow(0, 220, TimedWindow.End.COMPLETE, List.of(BATCH, BATCH), 0);
        JointWindow joint = new JointWindow(List.of(paused, window(110, 1)));
        // The second batch of the first replica begins at 120: from 110 on there are 10 ns of pause.
        assertEquals(2 + 6 * (50.0 / 60), joint.work(0).outputTokens(), 1e-9);
    }

    @Test
    void replicasThatDidNotRunTogetherHaveNoJointTime() {
        assertFalse(new JointWindow(List.of(window(0, 1), window(100, 1))).joint());
    }
}
