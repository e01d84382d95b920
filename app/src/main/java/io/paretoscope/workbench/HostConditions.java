package io.paretoscope.workbench;

import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.HostMemory;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.FitCheck;
import java.util.LinkedHashMap;
import java.util.Map;

/** Describes this machine as it is when a run begins (R30). */
public final class HostConditions {
    private final String version;

    /** For runs of that version of the product. */
    public HostConditions(String version) {
        this.version = version;
    }

    /** The conditions of a run on {@code device}. */
    Conditions on(DeviceReport device) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("paretoscope", version);
        values.put("device", device.id() + ", " + device.name());
        values.put("device memory", device.totalBytes().isPresent()
                ? FitCheck.gibibytes(device.totalBytes().getAsLong())
                : "unknown");
        values.put("library", device.library());
        values.put("operating system", property("os.name") + " " + property("os.version") + ", "
                + property("os.arch"));
        values.put("logical cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        values.put("host memory", FitCheck.gibibytes(HostMemory.totalBytes()) + ", "
                + FitCheck.gibibytes(HostMemory.availableBytes()) + " available");
        values.put("java", property("java.vendor") + " " + Runtime.version());
        return new Conditions(values);
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
