package io.paretoscope.store;

import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.RunStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StoreCrashTest {
    @TempDir
    Path folder;

    @Test
    void everyAcknowledgedPointIsWholeAfterEachOfSeveralKills() throws Exception {
        Path file = folder.resolve("runs.mv.db");
        Map<Long, Integer> acknowledged = new TreeMap<>();
        for (int points : List.of(1, 12, 60)) {
            try (StoreChild child = StoreChild.start(file)) {
                long run = child.nextLine();
                for (int ordinal = 0; ordinal < points; ordinal++) {
                    assertEquals(ordinal, child.nextLine());
                }
                acknowledged.put(run, points + child.kill().size());
            }
        }
        try (RunStore store = RunStore.open(file)) {
            acknowledged.forEach((run, points) -> check(store.run(run).orElseThrow(), points));
        }
    }

    private static void check(StoredRun run, int acknowledged) {
        int stored = run.results().size();
        // One more may have been stored but not yet acknowledged.
        assertTrue(stored == acknowledged || stored == acknowledged + 1,
                () -> acknowledged + " points were acknowledged, " + stored + " are stored");
        List<PointResult> expected = IntStream.range(0, stored).mapToObj(StoreChild::expected).toList();
        assertEquals(expected, run.results());
        assertEquals(stored, run.summary().pointsMeasured());
        assertEquals(RunStatus.STOPPED, run.summary().status());
    }
}
