package io.paretoscope.workbench;

import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaPlace;
import io.paretoscope.sweep.JointWindow;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Neighbours;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.PointSamples;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.sweep.WarmUpRecord;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Trace;
import io.paretoscope.telemetry.Traces;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

/** Made-up points of a GPU with everything that a GPU tells, for tests: power and activity grow with the batch. */
public final class GpuSamples {
    private static final long SECOND = 1_000_000_000L;
    private static final long WINDOW = 2 * SECOND;
    private static final long PAUSE = SECOND / 4;
    private static final long MARGIN = SECOND / 2;
    private static final double THERMAL = 0x40;
    private static final double POWER_CAP = 0x4;

    /** What is to be wrong with a point. */
    public enum Flaw {
        NONE,
        THROTTLED,
        UNSTEADY
    }

    private GpuSamples() {}

    /** A plan on the GPU, prompt 16 and output 16 tokens. */
    public static SweepPlan plan(List<Integer> batches, String... models) {
        return new SweepPlan(Stream.of(models).map(Samples::synthetic).toList(), batches, 16, 16, Precision.FP16,
                DeviceId.cuda(0), 0, 3);
    }

    /** A measured point. */
    public static PointResult measured(Point point, Flaw flaw) {
        List<JointWindow> windows = point.placement().alone()
                ? alone(point, flaw)
                : ReplicaWindows.of(point, GpuSamples::step, WINDOW / 2);
        List<ReplicaPlace> places = point.placement().alone()
                ? List.of(ReplicaPlace.ANYWHERE)
                : ReplicaWindows.places(point);
        double load = Math.min(1, 0.25 + Math.log(point.totalBatch()) / 6);
        PointSamples samples = new PointSamples(windows, places, 900_000_000,
                new WarmUpRecord(1_200_000_000, 4, true), new Reading.Value(5e8, 1),
                new Reading.Value(MemoryEstimate.of(point).total() * 0.8, 1),
                new Reading.Value(71.25, 30, Optional.empty(), Optional.of("energy counter")),
                new AnswerCheck.Agreed(Math.min(4, point.batch()), 64, 1),
                traces(windows.getLast().endNanos() + MARGIN, load, flaw, windows),
                new Neighbours(List.of(), Optional.empty()), List.of(), Optional.empty(),
                EngineUse.as(point.engine()));
        return new PointResult(point, MemoryEstimate.of(point), Samples.NOON, PointOutcome.Measured.of(samples));
    }

    private static long step(Part part) {
        return Math.round(2e6 + part.model().config().parameters() / 400.0 * (1 + part.batch() / 64.0));
    }

    private static List<JointWindow> alone(Point point, Flaw flaw) {
        long step = step(point.parts().getFirst());
        List<JointWindow> windows = new ArrayList<>();
        long start = 0;
        for (int repeat = 0; repeat < 3; repeat++) {
            double slower = (flaw == Flaw.UNSTEADY && repeat == 1 ? 1.3 : 1) + 0.004 * repeat;
            TimedWindow window = window(point, start, Math.round(step * slower));
            windows.add(JointWindow.of(window));
            start = window.endNanos() + PAUSE;
        }
        return windows;
    }

    private static TimedWindow window(Point point, long start, long step) {
        int steps = point.outputTokens() - 1;
        StepTimes batch = new StepTimes(point.batch(), (long) point.batch() * point.promptTokens(),
                (long) point.batch() * point.outputTokens(), 3 * step, Collections.nCopies(steps, step),
                (3L + steps) * step);
        int batches = (int) Math.max(4, WINDOW / batch.totalNanos());
        return new TimedWindow(start, start + batches * batch.totalNanos(), TimedWindow.End.COMPLETE,
                Collections.nCopies(batches, batch), 0);
    }

    private static Traces traces(long end, double load, Flaw flaw, List<JointWindow> windows) {
        DoubleUnaryOperator busy = nanos -> windows.stream()
                .anyMatch(window -> nanos >= window.startNanos() && nanos <= window.endNanos())
                        ? 1 - 0.03 * Math.sin(nanos / 1.7e8)
                        : 0.12;
        double watts = 95 + 560 * load;
        List<Trace> traces = new ArrayList<>();
        traces.add(trace(Quantity.POWER_INSTANT, "field 186", 50, end, nanos -> 71 + (watts - 71) * busy.applyAsDouble(
                nanos)));
        traces.add(energy(traces.getFirst()));
        traces.add(trace(Quantity.GPU_UTILISATION, "nvmlDeviceGetUtilizationRates", 250, end,
                nanos -> Math.rint(100 * busy.applyAsDouble(nanos))));
        traces.add(trace(Quantity.SM_CLOCK, "nvmlDeviceGetClockInfo", 50, end,
                nanos -> 1980 - 15 * Math.rint(load * 3 + Math.sin(nanos / 6e8))
                        - (flaw == Flaw.THROTTLED ? 350 * Math.abs(Math.sin(nanos / 2e9)) : 0)));
        traces.add(trace(Quantity.TEMPERATURE, "nvmlDeviceGetTemperature", 250, end,
                nanos -> Math.rint(44 + 25 * load + 3 * nanos / end)));
        traces.add(trace(Quantity.CLOCK_EVENTS, "nvmlDeviceGetCurrentClocksEventReasons", 50, end,
                nanos -> flaw == Flaw.THROTTLED && (long) nanos % SECOND < SECOND / 4
                        ? THERMAL
                        : load > 0.8 ? POWER_CAP : 0));
        traces.add(trace(Quantity.SM_ACTIVITY, "GPM SM_UTIL", 100, end,
                nanos -> 100 * load * busy.applyAsDouble(nanos)));
        traces.add(trace(Quantity.TENSOR_ACTIVITY, "GPM ANY_TENSOR_UTIL", 100, end,
                nanos -> 40 * load * load * busy.applyAsDouble(nanos)));
        traces.add(trace(Quantity.DRAM_BANDWIDTH, "GPM DRAM_BW_UTIL", 100, end,
                nanos -> (75 - 20 * load) * busy.applyAsDouble(nanos)));
        Map<Quantity, String> reasons = new EnumMap<>(Quantity.class);
        Arrays.stream(Quantity.values())
                .filter(quantity -> traces.stream().noneMatch(trace -> trace.quantity() == quantity))
                .forEach(quantity -> reasons.put(quantity, "this driver does not tell"));
        return new Traces(traces, reasons);
    }

    private static Trace trace(Quantity quantity, String source, long periodMillis, long end,
            DoubleUnaryOperator value) {
        long period = periodMillis * 1_000_000;
        int count = (int) ((end + MARGIN) / period);
        long[] nanos = new long[count];
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            nanos[i] = -MARGIN + i * period;
            values[i] = value.applyAsDouble((double) nanos[i]);
        }
        return new Trace(quantity, source, nanos, values);
    }

    /** The counter that goes with {@code power}, which ticks with each of its samples. */
    private static Trace energy(Trace power) {
        long[] nanos = new long[power.size()];
        double[] joules = new double[power.size()];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = power.nanos(i);
            joules[i] = i == 0
                    ? 1000
                    : joules[i - 1] + power.value(i) * (power.nanos(i) - power.nanos(i - 1)) / SECOND;
        }
        return new Trace(Quantity.ENERGY, "nvmlDeviceGetTotalEnergyConsumption", nanos, joules);
    }
}
