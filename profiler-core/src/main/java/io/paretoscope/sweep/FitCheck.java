package io.paretoscope.sweep;

import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.ReplicaMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Whether points fit a device's memory, before anything is loaded. Pure functions of an estimate and a report. */
public final class FitCheck {
    private FitCheck() {}

    /**
     * The points of {@code plan} with what each needs, and why those that cannot run will be skipped.
     *
     * @param device the report on the plan's device
     */
    public static List<PlannedPoint> check(SweepPlan plan, DeviceReport device) {
        Optional<String> obstacle = device.obstacleTo(plan.precision());
        return plan.points().stream().map(point -> {
            MemoryEstimate memory = MemoryEstimate.of(point, device.contextBytes());
            return new PlannedPoint(point, memory,
                    obstacle.or(() -> modeObstacle(point)).or(() -> lack(memory, device)));
        }).toList();
    }

    private static Optional<String> modeObstacle(Point point) {
        ReplicaMode mode = point.placement().mode();
        return mode.needsGpu() && point.device().isCpu()
                ? Optional.of("replica mode " + mode + " needs an NVIDIA GPU; on the CPU choose streams or processes")
                : Optional.empty();
    }

    /** How much memory is lacking on {@code device} for {@code memory}, in words; empty where it fits or is unknown. */
    public static Optional<String> lack(MemoryEstimate memory, DeviceReport device) {
        OptionalLong capacity = capacity(device);
        if (capacity.isEmpty() || memory.total() <= capacity.getAsLong()) {
            return Optional.empty();
        }
        return Optional.of("needs " + gibibytes(memory.total()) + ", " + device.id() + " has "
                + gibibytes(capacity.getAsLong()));
    }

    /** Memory that a point may use: what is free now, or else what there is. */
    public static OptionalLong capacity(DeviceReport device) {
        return device.freeBytes().isPresent() ? device.freeBytes() : device.totalBytes();
    }

    /**
     * The largest batch of which the estimate fits; 0 where not even one sequence fits, empty where the device's memory is
     * unknown.
     */
    public static OptionalLong largestBatch(OptConfig config, int promptTokens, int outputTokens, Precision precision,
            DeviceReport device, EngineKind engine) {
        OptionalLong capacity = capacity(device);
        if (capacity.isEmpty()) {
            return OptionalLong.empty();
        }
        int fits = 0;
        int tooLarge = 1 << 20;
        while (tooLarge - fits > 1) {
            int middle = (fits + tooLarge) >>> 1;
            MemoryEstimate memory = MemoryEstimate.of(config, middle, promptTokens, promptTokens + outputTokens,
                    precision, device.id(), engine);
            if (memory.total() <= capacity.getAsLong()) {
                fits = middle;
            } else {
                tooLarge = middle;
            }
        }
        return OptionalLong.of(fits);
    }

    /** Bytes as a user reads them: {@code 1.5 GiB}, or {@code 12 MiB} below a tenth of a gibibyte. */
    public static String gibibytes(long bytes) {
        double gib = bytes / (double) (1L << 30);
        return gib < 0.1
                ? String.format(Locale.ROOT, "%.0f MiB", bytes / (double) (1L << 20))
                : String.format(Locale.ROOT, "%.1f GiB", gib);
    }
}
