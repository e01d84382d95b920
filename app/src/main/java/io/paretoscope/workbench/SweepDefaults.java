package io.paretoscope.workbench;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.Precision;
import io.paretoscope.sweep.Protocol;
import io.paretoscope.sweep.SweepPlan;
import java.util.List;
import java.util.Optional;

/** The sweep that the window offers and the command line runs where nothing else is asked for. */
public final class SweepDefaults {
    /** The model. */
    public static final String MODEL = "opt-125m";
    /** The batch sizes. */
    public static final List<Integer> BATCH_SIZES = List.of(1, 2, 4, 8);
    /** Tokens of each prompt. */
    public static final int PROMPT_TOKENS = 16;
    /** Tokens that each sequence generates. */
    public static final int OUTPUT_TOKENS = 16;
    /** Where it runs. */
    public static final DeviceId DEVICE = DeviceId.CPU;
    /** Seed of prompts and of synthetic weights. */
    public static final long SEED = 0;

    private static final List<Precision> BEST_FIRST_ON_CPU = List.of(Precision.FP32, Precision.BF16, Precision.FP16);
    private static final List<Precision> BEST_FIRST_ON_CUDA = List.of(Precision.FP16, Precision.BF16, Precision.FP32);

    private SweepDefaults() {}

    /** The default sweep as a plan. */
    public static SweepPlan plan() {
        return new SweepPlan(List.of(new ModelSource(OptCatalog.get(MODEL), new WeightsRef.Synthetic(SEED))),
                BATCH_SIZES, PROMPT_TOKENS, OUTPUT_TOKENS, bestFirst(DEVICE).getFirst(), DEVICE, SEED,
                Protocol.DEFAULT_REPEATS);
    }

    /** The precision to take on {@code device} where none is asked for; empty where none is offered there. */
    public static Optional<Precision> bestPrecision(DeviceReport device) {
        List<Precision> offered = device.offered();
        return bestFirst(device.id()).stream().filter(offered::contains).findFirst();
    }

    private static List<Precision> bestFirst(DeviceId device) {
        return device.isCpu() ? BEST_FIRST_ON_CPU : BEST_FIRST_ON_CUDA;
    }
}
