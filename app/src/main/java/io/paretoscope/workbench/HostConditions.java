package io.paretoscope.workbench;

import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.HostMemory;
import io.paretoscope.engine.OwnKernels;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.FitCheck;
import io.paretoscope.telemetry.Processes;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Telemetry;
import io.paretoscope.telemetry.Traces;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Describes this machine as it is when a run begins (R30). */
public final class HostConditions {
    private static final long RECENT_NANOS = 2_000_000_000L;
    private static final List<Quantity> MOMENTARY = List.of(Quantity.TEMPERATURE, Quantity.SM_CLOCK,
            Quantity.MEMORY_CLOCK, Quantity.POWER_INSTANT, Quantity.MEMORY_USED, Quantity.HOST_LOAD,
            Quantity.HOST_FREQUENCY);

    private final String version;

    /** For runs of that version of the product. */
    public HostConditions(String version) {
        this.version = version;
    }

    /** The conditions of a run on {@code device}, which {@code telemetry} watches. */
    Conditions on(DeviceReport device, Telemetry telemetry) {
        Map<String, String> settled = new LinkedHashMap<>();
        settled.put("paretoscope", version);
        settled.put("device", device.id() + ", " + device.name());
        settled.put("device memory", device.totalBytes().isPresent()
                ? FitCheck.gibibytes(device.totalBytes().getAsLong())
                : "unknown");
        settled.put("library", device.library());
        if (!device.id().isCpu()) {
            settled.put("own kernels", switch (device.ownKernels()) {
                case OwnKernels.Available _ -> "available";
                case OwnKernels.Unavailable(String reason) -> "unavailable: " + reason;
            });
        }
        settled.put("operating system", property("os.name") + " " + property("os.version") + ", "
                + property("os.arch"));
        settled.put("logical cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        settled.put("host memory", FitCheck.gibibytes(HostMemory.totalBytes()));
        settled.put("java", property("java.vendor") + " " + Runtime.version());
        settled.put("OMP_NUM_THREADS", System.getenv().getOrDefault("OMP_NUM_THREADS", "not set"));
        settled.put("CUDA MPS", System.getenv().containsKey("CUDA_MPS_PIPE_DIRECTORY") ? "on" : "off");
        telemetry.facts().forEach((name, fact) -> settled.putIfAbsent(name, fact.text()));
        return new Conditions(settled, momentary(telemetry));
    }

    /** What the device and the host report at this moment. */
    private static Map<String, String> momentary(Telemetry telemetry) {
        Map<String, String> momentary = new LinkedHashMap<>();
        momentary.put("host memory available", FitCheck.gibibytes(HostMemory.availableBytes()));
        long now = System.nanoTime();
        Traces newest = telemetry.cut(now - RECENT_NANOS, now);
        for (Quantity quantity : MOMENTARY) {
            newest.find(quantity)
                    .filter(trace -> trace.size() > 0)
                    .ifPresent(trace -> momentary.put(quantity.label(),
                            quantity.unit().equals("bytes")
                                    ? FitCheck.gibibytes((long) trace.value(trace.size() - 1))
                                    : String.format(Locale.ROOT, "%.0f %s", trace.value(trace.size() - 1),
                                            quantity.unit())));
        }
        momentary.put("other processes on the device", switch (telemetry.processes()) {
            case Processes.Listed(List<Processes.OnDevice> processes) -> String.valueOf(processes.size());
            case Processes.Unavailable(String reason) -> "unavailable: " + reason;
        });
        return momentary;
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
