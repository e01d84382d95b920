package io.paretoscope.cli;

import io.paretoscope.analysis.Roofline;
import io.paretoscope.selftest.SelfTestJson;
import io.paretoscope.selftest.SelfTestSummary;
import io.paretoscope.store.StoredRun;
import java.util.Optional;

/** The ceilings of the device of a stored run. */
final class RunCeilings {
    private RunCeilings() {}

    /**
     * As the self-test that went with the run has measured them.
     *
     * @throws CommandFailure where none went with it, or it has not measured both
     */
    static Roofline.Ceilings of(StoredRun run) throws CommandFailure {
        String how = "; 'paretoscope selftest --device " + run.plan().device()
                + "' measures them, and later runs under the same conditions have them";
        if (run.selfTest().isEmpty()) {
            throw new CommandFailure(
                    "run " + run.summary().id() + " has no self-test, so its device's ceilings are not "
                            + "known" + how,
                    null);
        }
        SelfTestSummary selfTest;
        try {
            selfTest = SelfTestJson.read(run.selfTest().get());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("run " + run.summary().id() + ": " + e.getMessage(), e);
        }
        Optional<Roofline.Ceilings> ceilings = Roofline.Ceilings.of(selfTest, run.plan().precision());
        if (ceilings.isEmpty()) {
            throw new CommandFailure(
                    "the self-test of run " + run.summary().id() + " has not measured both ceilings in "
                            + run.plan().precision() + how,
                    null);
        }
        return ceilings.get();
    }
}
