package io.paretoscope.telemetry;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.util.List;

/** What is sampled of a GPU by single calls. Each probe has its own memory for results, and is read by one thread. */
final class NvmlProbes {
    private static final double MILLI = 1e-3;
    private static final String TEMPERATURE_NOW = "nvmlDeviceGetTemperatureV";
    private static final String TEMPERATURE_BEFORE = "nvmlDeviceGetTemperature";
    private static final String EVENTS_NOW = "nvmlDeviceGetCurrentClocksEventReasons";
    private static final String EVENTS_BEFORE = "nvmlDeviceGetCurrentClocksThrottleReasons";
    private static final String MEMORY_NOW = "nvmlDeviceGetMemoryInfo_v2";
    private static final String MEMORY_BEFORE = "nvmlDeviceGetMemoryInfo";

    private final Nvml nvml;
    private final Pointer device;

    NvmlProbes(Nvml nvml, Pointer device) {
        this.nvml = nvml;
        this.device = device;
    }

    List<Probe> all() {
        return List.of(energy(), NvmlPower.probe(nvml, device), clock(Quantity.SM_CLOCK, Nvml.CLOCK_SM),
                clock(Quantity.MEMORY_CLOCK, Nvml.CLOCK_MEMORY), events(), utilisation(), memory(), temperature());
    }

    private Probe energy() {
        String name = "nvmlDeviceGetTotalEnergyConsumption";
        LongByReference millijoules = new LongByReference();
        return new NvmlProbe(Pace.COUNTER, Quantity.ENERGY, name, into -> {
            NvmlCalls.check(name, () -> nvml.nvmlDeviceGetTotalEnergyConsumption(device, millijoules));
            into.value(0, millijoules.getValue() * MILLI);
        });
    }

    private Probe clock(Quantity quantity, int clock) {
        String name = "nvmlDeviceGetClockInfo";
        IntByReference megahertz = new IntByReference();
        return new NvmlProbe(Pace.POWER, quantity, name, into -> {
            NvmlCalls.check(name, () -> nvml.nvmlDeviceGetClockInfo(device, clock, megahertz));
            into.value(0, megahertz.getValue());
        });
    }

    private Probe events() {
        LongByReference reasons = new LongByReference();
        NvmlProbe now = new NvmlProbe(Pace.POWER, Quantity.CLOCK_EVENTS, EVENTS_NOW, into -> {
            NvmlCalls.check(EVENTS_NOW, () -> nvml.nvmlDeviceGetCurrentClocksEventReasons(device, reasons));
            into.value(0, (double) reasons.getValue());
        });
        return orElse(now, new NvmlProbe(Pace.POWER, Quantity.CLOCK_EVENTS, EVENTS_BEFORE, into -> {
            NvmlCalls.check(EVENTS_BEFORE, () -> nvml.nvmlDeviceGetCurrentClocksThrottleReasons(device, reasons));
            into.value(0, (double) reasons.getValue());
        }));
    }

    private Probe utilisation() {
        String name = "nvmlDeviceGetUtilizationRates";
        Nvml.Utilization rates = new Nvml.Utilization();
        return new NvmlProbe(Pace.SLOW, List.of(new Series(Quantity.GPU_UTILISATION, name),
                new Series(Quantity.MEMORY_UTILISATION, name)), into -> {
                    NvmlCalls.check(name, () -> nvml.nvmlDeviceGetUtilizationRates(device, rates));
                    into.value(0, rates.gpu);
                    into.value(1, rates.memory);
                });
    }

    private Probe memory() {
        Nvml.MemoryV2 now = new Nvml.MemoryV2();
        NvmlProbe first = new NvmlProbe(Pace.SLOW, Quantity.MEMORY_USED, MEMORY_NOW, into -> {
            now.version = Nvml.structVersion(now.size(), 2);
            NvmlCalls.check(MEMORY_NOW, () -> nvml.nvmlDeviceGetMemoryInfo_v2(device, now));
            into.value(0, (double) now.used);
        });
        Nvml.MemoryV1 before = new Nvml.MemoryV1();
        return orElse(first, new NvmlProbe(Pace.SLOW, Quantity.MEMORY_USED, MEMORY_BEFORE, into -> {
            NvmlCalls.check(MEMORY_BEFORE, () -> nvml.nvmlDeviceGetMemoryInfo(device, before));
            into.value(0, (double) before.used);
        }));
    }

    private Probe temperature() {
        Nvml.Temperature now = new Nvml.Temperature();
        NvmlProbe first = new NvmlProbe(Pace.SLOW, Quantity.TEMPERATURE, TEMPERATURE_NOW, into -> {
            now.version = Nvml.structVersion(now.size(), 1);
            now.sensorType = Nvml.TEMPERATURE_GPU;
            NvmlCalls.check(TEMPERATURE_NOW, () -> nvml.nvmlDeviceGetTemperatureV(device, now));
            into.value(0, now.temperature);
        });
        IntByReference before = new IntByReference();
        return orElse(first, new NvmlProbe(Pace.SLOW, Quantity.TEMPERATURE, TEMPERATURE_BEFORE, into -> {
            NvmlCalls.check(TEMPERATURE_BEFORE,
                    () -> nvml.nvmlDeviceGetTemperature(device, Nvml.TEMPERATURE_GPU, before));
            into.value(0, before.getValue());
        }));
    }

    /** {@code first}, or {@code second} where the driver does not have the call of {@code first}. */
    private static Probe orElse(Probe first, Probe second) {
        Readings tried = new Readings(first.series().size());
        first.read(tried);
        return tried.hopeless() ? second : first;
    }
}
