package io.paretoscope.worker;

import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.engine.WindowRule;
import io.paretoscope.opt.Precision;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Several engines in one real worker, asked in and out of order. */
class SeveralEnginesTest {
    private static final WindowRule ONE_BATCH = new WindowRule(0, 1, 1);

    private static final WorkerProcess WORKER = start();

    private final RemoteEngine second;

    /** Opens a model anew for every test, with two engines over it. */
    SeveralEnginesTest() throws WorkerException {
        WORKER.open(TinyModel.synthetic("tiny"), DeviceId.CPU, Precision.FP32, EngineKind.TORCHSCRIPT);
        second = WORKER.fork(List.of());
    }

    private static WorkerProcess start() {
        try {
            return new JvmWorkerLauncher(System.getenv(), false).start(DeviceId.CPU);
        } catch (WorkerException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    static void end() {
        WORKER.close();
    }

    private static void assertRefused(String message, Executable call) {
        assertEquals(message, assertThrows(WorkerException.class, call).getMessage());
    }

    @Test
    void eachHasABatchOfItsOwn() throws Exception {
        WORKER.configure(2, 12);
        second.configure(3, 12);
        assertEquals(2, WORKER.run(0, 5, 7).batch());
        assertEquals(3, second.run(0, 5, 7).batch());
    }

    @Test
    void aWindowThatIsHeldOpenGoesOnUntilItsEnd() throws Exception {
        WORKER.configure(2, 12);
        second.configure(2, 12);
        RemoteEngine.HeldWindow window = WORKER.arm(0, 5, 7, ONE_BATCH);
        window.untilMet();
        // The other engine works meanwhile, so the first one has time for more than its rule asks of it.
        long others = second.run(1, 5, 7).totalNanos() + second.run(1, 5, 7).totalNanos();
        TimedWindow measured = window.end();
        assertTrue(measured.nanos() > others, () -> measured.nanos() + " ns, and others ran " + others + " ns in it");
        assertEquals(0, measured.differing());
    }

    @Test
    void aWindowThatWasNeverBegunCannotBeEnded() throws Exception {
        second.configure(1, 12);
        RemoteEngine.HeldWindow window = second.arm(0, 5, 7, ONE_BATCH);
        assertRefused("no window is held open", window::end);
    }

    @Test
    void aWindowThatFailsDoesNotWaitForItsRule() throws Exception {
        second.configure(1, 12);
        RemoteEngine.HeldWindow window = second.arm(0, 5, 7, new WindowRule(Long.MAX_VALUE, 1, Long.MAX_VALUE));
        // Too few places for the window's prompts.
        second.configure(1, 4);
        assertThrows(WorkerException.class, window::untilMet);
    }

    @Test
    void answersOfABatchThatNeverRanAreNotChecked() throws Exception {
        second.configure(1, 12);
        assertEquals(new AnswerCheck.NotChecked("the batch has generated nothing"), second.checkAnswers(0, 5, 7));
    }

    @Test
    void openingAnotherModelEndsTheOtherEngines() throws Exception {
        WORKER.open(TinyModel.synthetic("another"), DeviceId.CPU, Precision.FP32, EngineKind.TORCHSCRIPT);
        assertRefused("no engine 1: this worker has 1", () -> second.configure(1, 12));
        assertRefused("no engine 1: this worker has 1", () -> second.fork(List.of()));
        assertRefused("no engine 1: this worker has 1", () -> second.run(0, 5, 7));
        assertRefused("no engine 1: this worker has 1", () -> second.measure(0, 5, 7, ONE_BATCH));
        assertRefused("no engine 1: this worker has 1", () -> second.arm(0, 5, 7, ONE_BATCH));
        assertRefused("no engine 1: this worker has 1", () -> second.checkAnswers(0, 5, 7));
    }

    @Test
    void aForkOfAForkSharesItsModel() throws Exception {
        RemoteEngine third = second.fork(List.of());
        third.configure(1, 12);
        assertEquals(7, third.run(0, 5, 7).outputTokens());
    }

    @Test
    void moreMemoryThanThereIsForOneLeavesTheOther() throws Exception {
        WORKER.configure(1, 12);
        WorkerException error = assertThrows(WorkerException.class, () -> second.configure(2_000_000_000, 64));
        assertTrue(String.valueOf(error.getMessage()).contains("out of memory"), error.getMessage());
        assertEquals(7, WORKER.run(0, 5, 7).outputTokens());
    }

    @Test
    void anEngineCannotBePinnedToACpuThatIsNotThere() {
        WorkerException error = assertThrows(WorkerException.class, () -> WORKER.fork(List.of(8000)));
        assertTrue(String.valueOf(error.getMessage()).startsWith("CPU 8000 cannot be pinned to"), error.getMessage());
    }

    @Test
    void withoutAModelNothingCanBeForked() throws Exception {
        try (WorkerProcess empty = new JvmWorkerLauncher(System.getenv(), false).start(DeviceId.CPU)) {
            assertRefused("no model is open in this worker", () -> empty.fork(List.of()));
            assertRefused("no model is open in this worker", () -> empty.configure(1, 4));
        }
    }
}
