package io.paretoscope.cli;

import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.opt.Precision;
import io.paretoscope.workbench.SweepDefaults;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Chooses device and precision among what this machine offers. */
final class DeviceChoice {
    private DeviceChoice() {}

    /**
     * The report on {@code wanted}.
     *
     * @throws IllegalArgumentException naming the devices there are, or what keeps this one from being used
     */
    static DeviceReport device(DeviceId wanted, List<DeviceReport> devices) {
        DeviceReport report = devices.stream()
                .filter(device -> device.id().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no device " + wanted + " on this machine: "
                        + usable(devices)));
        report.obstacle().ifPresent(obstacle -> {
            throw new IllegalArgumentException("device " + wanted + " cannot be used: " + obstacle);
        });
        return report;
    }

    private static String usable(List<DeviceReport> devices) {
        String usable = devices.stream()
                .filter(DeviceReport::usable)
                .map(device -> device.id().toString())
                .collect(Collectors.joining(", "));
        return usable.isEmpty() ? "none can be used, see 'paretoscope devices'" : "one of " + usable;
    }

    /**
     * {@code wanted}, or else the best precision that {@code device} offers.
     *
     * @throws IllegalArgumentException saying why it is not offered, and what is
     */
    static Precision precision(Optional<Precision> wanted, DeviceReport device) {
        String offered = device.offered().stream().map(Precision::label).collect(Collectors.joining(", "));
        if (wanted.isEmpty()) {
            return SweepDefaults.bestPrecision(device)
                    .orElseThrow(() -> new IllegalArgumentException("no precision is offered on " + device.id()
                            + ": see 'paretoscope devices'"));
        }
        Precision precision = wanted.get();
        device.obstacleTo(precision).ifPresent(obstacle -> {
            throw new IllegalArgumentException("precision " + precision + " is not offered on " + device.id() + " ("
                    + obstacle + "): one of " + offered);
        });
        return precision;
    }
}
