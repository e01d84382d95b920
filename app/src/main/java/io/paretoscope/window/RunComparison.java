package io.paretoscope.window;

import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Conditions;
import java.util.List;

/** Two runs side by side: under which conditions each was measured. */
record RunComparison(StoredRun before, StoredRun after) {

    /** In what their conditions differ, those that stay until someone changes them first. */
    List<Conditions.Difference> differences() {
        return before.conditions().differences(after.conditions());
    }

    /** In a sentence, whether the two can be compared. */
    String verdict() {
        long settled = differences().stream().filter(Conditions.Difference::settled).count();
        return settled == 0
                ? "Nothing that stays by itself has changed: these runs compare like with like."
                : settled + (settled == 1 ? " condition" : " conditions")
                        + " changed between these runs; a difference in "
                        + "their numbers may come from that.";
    }
}
