package io.paretoscope.selftest;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.RoundRule;
import io.paretoscope.engine.WindowRule;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.Precision;
import io.paretoscope.statistics.Repeatability;
import java.time.Duration;
import java.util.List;

/**
 * What a full self-test does, and for how long.
 *
 * @param polling how long the device is asked for each of its numbers
 * @param ceilings how each ceiling is measured
 * @param precisions in which the matrix rate is measured
 * @param work the known workload
 */
public record SelfTestPlan(Duration polling, RoundRule ceilings, List<Precision> precisions, Work work) {

    /**
     * A known workload.
     *
     * @param model its model
     * @param precision in which it runs
     * @param engine the kind of engine that is asked for
     * @param batch sequences that run together
     * @param promptTokens tokens of each prompt
     * @param outputTokens tokens that each sequence generates
     * @param windows how often it is measured, at least {@link Repeatability#FEWEST} times
     * @param window how long each time
     */
    public record Work(ModelSource model, Precision precision, EngineKind engine, int batch, int promptTokens,
            int outputTokens, int windows, WindowRule window) {
        public Work {
            if (windows < Repeatability.FEWEST) {
                throw new IllegalArgumentException(windows + " windows: at least " + Repeatability.FEWEST);
            }
        }
    }

    private static final String MODEL = "opt-125m";
    private static final long SEED = 0;
    private static final int WINDOWS = 5;
    private static final long MILLI = 1_000_000L;
    /** Twenty ticks of a counter that moves every 100 ms. */
    private static final Duration POLLING = Duration.ofSeconds(2);
    private static final RoundRule CEILINGS = new RoundRule(100 * MILLI, 10, 2_000 * MILLI);
    private static final WindowRule GPU_WINDOW = new WindowRule(800 * MILLI, 3, 2_000 * MILLI);
    private static final WindowRule CPU_WINDOW = new WindowRule(800 * MILLI, 2, 2_000 * MILLI);

    public SelfTestPlan {
        precisions = List.copyOf(precisions);
    }

    /** The self-test of {@code device}, the same on every device of its kind; some twenty seconds. */
    public static SelfTestPlan of(DeviceReport device) {
        ModelSource model = new ModelSource(OptCatalog.get(MODEL), new WeightsRef.Synthetic(SEED));
        List<Precision> offered = device.offered();
        EngineKind engine = EngineKind.defaultFor(device.id());
        Work work;
        if (device.id().isCpu()) {
            work = new Work(model, Precision.FP32, engine, 2, 16, 8, WINDOWS, CPU_WINDOW);
        } else {
            Precision precision = offered.contains(Precision.FP16) ? Precision.FP16 : Precision.FP32;
            work = new Work(model, precision, engine, 8, 32, 32, WINDOWS, GPU_WINDOW);
        }
        return new SelfTestPlan(POLLING, CEILINGS, offered, work);
    }
}
