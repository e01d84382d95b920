package io.paretoscope.workbench;

import io.paretoscope.engine.DeviceId;
import io.paretoscope.opt.Precision;
import io.paretoscope.store.RunStore;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.worker.TinyModel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** The real workbench; its one device does not exist, so that every point is skipped and no model is loaded. */
class LocalWorkbenchTest {
    private static final LocalEngines ENGINES = new LocalEngines(System.getenv(), false);
    private static final SweepPlan PLAN = new SweepPlan(List.of(TinyModel.synthetic("tiny")), List.of(1), 8, 8,
            Precision.FP32, DeviceId.cuda(63), 0, 1);

    @TempDir
    Path folder;

    private Workbench open() {
        return new LocalWorkbench(ENGINES, RunStore.open(folder.resolve("runs.mv.db")), new HostConditions("test"));
    }

    @Test
    void whoeverHearsThatASweepHasEndedCanStartTheNext() throws Exception {
        CompletableFuture<RunStatus> second = new CompletableFuture<>();
        try (Workbench bench = open()) {
            bench.start(PLAN, event -> {
                if (event instanceof SweepEvent.Finished) {
                    try {
                        bench.start(PLAN, next -> {
                            if (next instanceof SweepEvent.Finished finished) {
                                second.complete(finished.status());
                            }
                        });
                    } catch (IllegalStateException e) {
                        second.completeExceptionally(e);
                    }
                }
            });
            assertEquals(RunStatus.COMPLETED, second.get(5, TimeUnit.MINUTES));
            assertEquals(2, bench.archive().runs().size());
        }
    }

    @Test
    void twoSweepsCannotRunAtOnce() throws Exception {
        CompletableFuture<Boolean> first = new CompletableFuture<>();
        CompletableFuture<Boolean> goOn = new CompletableFuture<>();
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        try (Workbench bench = open()) {
            bench.start(PLAN, event -> {
                if (event instanceof SweepEvent.Started) {
                    first.complete(true);
                    goOn.join();
                } else if (event instanceof SweepEvent.Finished) {
                    ended.complete(true);
                }
            });
            first.get(5, TimeUnit.MINUTES);
            assertThrows(IllegalStateException.class, () -> bench.start(PLAN, _ -> {}));
            goOn.complete(true);
            ended.get(5, TimeUnit.MINUTES);
        }
    }
}
