package io.paretoscope.sweep;

import io.paretoscope.telemetry.Energy;
import io.paretoscope.telemetry.EnergyMeter;
import io.paretoscope.telemetry.Quantity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Energy and power of a point, from the same windows as its times (R19). */
final class PowerMetrics {
    private static final double NANOS_PER_SECOND = 1e9;

    private PowerMetrics() {}

    /**
     * Puts them into {@code readings}.
     *
     * @param work what was done in each window
     */
    static void of(PointSamples samples, List<JointWindow.Work> work, Map<Metric, Reading> readings) {
        List<JointWindow> windows = samples.windows();
        DeviceMetrics device = new DeviceMetrics(samples.traces(), windows);
        Reading peak = device.most(Quantity.POWER_INSTANT);
        readings.put(Metric.PEAK_POWER,
                peak instanceof Reading.Unavailable ? device.most(Quantity.POWER_AVERAGE) : peak);
        List<Energy.Joules> energies = new ArrayList<>();
        for (JointWindow window : windows) {
            switch (EnergyMeter.energy(samples.traces(), window.startNanos(), window.endNanos())) {
                case Energy.Joules joules -> energies.add(joules);
                case Energy.Unavailable(String reason) -> {
                    Reading none = new Reading.Unavailable(reason);
                    readings.put(Metric.ENERGY_PER_TOKEN, none);
                    readings.put(Metric.ENERGY_PER_REQUEST, none);
                    readings.put(Metric.MEAN_POWER, none);
                    return;
                }
            }
        }
        double[] joules = energies.stream().mapToDouble(Energy.Joules::joules).toArray();
        String source = source(energies);
        readings.put(Metric.ENERGY_PER_TOKEN,
                per(joules, work.stream().mapToDouble(JointWindow.Work::outputTokens).toArray(), source));
        readings.put(Metric.ENERGY_PER_REQUEST, per(joules,
                work.stream().mapToDouble(JointWindow.Work::requests).toArray(),
                source));
        readings.put(Metric.MEAN_POWER,
                per(joules, windows.stream().mapToDouble(window -> window.nanos() / NANOS_PER_SECOND).toArray(),
                        source));
    }

    private static String source(List<Energy.Joules> energies) {
        List<String> sources = energies.stream().map(energy -> energy.source().label()).distinct().toList();
        return String.join(" and ", sources);
    }

    private static Reading per(double[] joules, double[] divisors, String source) {
        return new Reading.Value(Arrays.stream(joules).sum() / Arrays.stream(divisors).sum(), joules.length,
                RepeatInterval.ofRatios(joules, divisors), Optional.of(source));
    }
}
