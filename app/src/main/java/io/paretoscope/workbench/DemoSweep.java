package io.paretoscope.workbench;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.Precision;
import io.paretoscope.sweep.Protocol;
import io.paretoscope.sweep.SweepPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A first sweep for someone who has nothing but a processor: OPT-125M with synthetic weights, of which times are those of the
 * trained ones, at few batch sizes with short outputs, so that it takes under a minute on two cores and still shows throughput
 * rise and latency with it.
 */
public final class DemoSweep {
    /** What it measures. */
    public static final SweepPlan PLAN = new SweepPlan(
            List.of(new ModelSource(OptCatalog.get("opt-125m"), new WeightsRef.Synthetic(SweepDefaults.SEED))),
            List.of(1, 2, 4, 8), 8, 8, Precision.FP32, DeviceId.CPU, SweepDefaults.SEED,
            new Protocol(Protocol.DEFAULT_REPEATS, Optional.of(Duration.ofMillis(500)), Protocol.Order.LISTED,
                    OptionalInt.empty()));

    private DemoSweep() {}
}
