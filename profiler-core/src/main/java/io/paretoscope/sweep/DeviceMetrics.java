package io.paretoscope.sweep;

import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Trace;
import io.paretoscope.telemetry.Traces;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What the device reported within the windows of a point, in single numbers. */
record DeviceMetrics(Traces traces, List<JointWindow> windows) {

    Reading mean(Quantity quantity) {
        return over(quantity, values -> Arrays.stream(values).average().orElseThrow());
    }

    Reading median(Quantity quantity) {
        return over(quantity, DeviceMetrics::median);
    }

    Reading most(Quantity quantity) {
        return over(quantity, values -> Arrays.stream(values).max().orElseThrow());
    }

    /** The samples that fall into a window. */
    double[] within(Trace trace, JointWindow window) {
        return trace.between(window.startNanos(), window.endNanos()).values();
    }

    /** The samples that fall into any window. */
    double[] within(Trace trace) {
        return windows.stream().flatMapToDouble(window -> Arrays.stream(within(trace, window))).toArray();
    }

    private Reading over(Quantity quantity, ToDoubleFunction<double[]> of) {
        Optional<Trace> trace = traces.find(quantity);
        if (trace.isEmpty()) {
            return new Reading.Unavailable(traces.whyNot(quantity));
        }
        double[] values = within(trace.get());
        return values.length == 0
                ? new Reading.Unavailable("no sample of it fell into a window")
                : new Reading.Value(of.applyAsDouble(values), values.length, Optional.empty(),
                        Optional.of(trace.get().source()));
    }

    /** The middle value; halfway between the middle two where their number is even. */
    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
