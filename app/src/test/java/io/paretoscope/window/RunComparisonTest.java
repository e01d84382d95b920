package io.paretoscope.window;

import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Runs side by side. */
class RunComparisonTest {
    private static final SweepPlan PLAN = Samples.plan(List.of(1, 2), "opt-125m");
    private static final StoredRun FIRST = Samples.under(new Conditions(Map.of("driver", "1"), Map.of()),
            Samples.finished(1, PLAN));
    private static final StoredRun SECOND = Samples.under(new Conditions(Map.of("driver", "2"), Map.of()),
            Samples.finished(2, PLAN));

    @Test
    void equalRunsAreNotDistinguishable() {
        RunComparison comparison = new RunComparison(List.of(FIRST, SECOND));
        List<RunComparison.Row> rows = comparison.rows(Metric.OUTPUT_THROUGHPUT);
        assertEquals(List.of("opt-125m, batch 1", "opt-125m, batch 2"),
                rows.stream().map(RunComparison.Row::point).toList());
        assertTrue(rows.getFirst().cells().get(1).endsWith("\n+0 % (+0 … +0)\nnot distinguishable"),
                rows.toString());
    }

    @Test
    void whatARunLacksIsEmpty() {
        StoredRun third = Samples.run(3, PLAN, RunStatus.STOPPED, "", List.of(Samples.measured(PLAN.points().get(0)),
                Samples.failed(PLAN.points().get(1), "out of memory")));
        RunComparison comparison = new RunComparison(List.of(FIRST, SECOND, third));
        assertEquals("", comparison.rows(Metric.OUTPUT_THROUGHPUT).get(1).cells().get(2));
        assertEquals(List.of("run 3, opt-125m, batch 2: failed: out of memory"), comparison.apart());
    }

    @Test
    void eachRunIsComparedWithTheConditionsOfTheFirst() {
        RunComparison comparison = new RunComparison(List.of(FIRST, FIRST, SECOND));
        assertEquals(List.of(), comparison.differences(1));
        assertEquals("driver", comparison.differences(2).getFirst().name());
        assertEquals("Nothing that stays by itself has changed: these runs compare like with like.",
                comparison.verdict(1));
        assertTrue(comparison.verdict(2).startsWith("1 condition changed between these runs"));
    }

    @Test
    void runsWithoutACommonPointHaveNoMetrics() {
        RunComparison comparison = new RunComparison(
                List.of(FIRST, Samples.finished(2, Samples.plan(List.of(8), "opt-125m"))));
        assertEquals(List.of(), comparison.metrics());
    }

    @Test
    void oneRunIsNoComparison() {
        assertThrows(IllegalArgumentException.class, () -> new RunComparison(List.of(FIRST)));
    }
}
