package io.paretoscope.telemetry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.util.GlobalConfig;

/** Load, frequency and memory of the host, from the system by OSHI. In a container they are the whole host's. */
final class HostSource implements TelemetrySource {
    private static final String FRESH = "oshi.util.memoizer.expiration";
    private static final int FRESH_MILLIS = 50;
    private static final double HERTZ_PER_MEGAHERTZ = 1e6;
    private static final double PERCENT = 100;
    /** The kernel asks every core for its frequency, which takes milliseconds and grows with the cores. */
    private static final long FREQUENCY_NANOS = 1_000_000_000;

    private final CentralProcessor processor;
    private final GlobalMemory memory;
    private final String system;

    // Of the sampler's thread.
    private long frequencyReadAt = System.nanoTime() - FREQUENCY_NANOS;

    private HostSource() {
        // OSHI hands out values of up to 300 ms ago by default, which would be given to the wrong moment.
        GlobalConfig.set(FRESH, FRESH_MILLIS);
        SystemInfo info = new SystemInfo();
        processor = info.getHardware().getProcessor();
        memory = info.getHardware().getMemory();
        system = System.getProperty("os.name", "") + " " + System.getProperty("os.version", "") + ", "
                + System.getProperty("os.arch", "");
    }

    /** This machine. */
    static TelemetrySource open() {
        try {
            return new HostSource();
        } catch (RuntimeException | LinkageError e) {
            return new AbsentSource("host", Set.of(Quantity.HOST_LOAD, Quantity.HOST_FREQUENCY,
                    Quantity.HOST_MEMORY_USED), "the system gives no figures: " + e);
        }
    }

    @Override
    public List<Probe> probes() {
        return List.of(new LoadProbe(processor), new HostProbe(new Series(Quantity.HOST_FREQUENCY,
                "OSHI CentralProcessor.getCurrentFreq, once a second"), this::frequency),
                new HostProbe(new Series(Quantity.HOST_MEMORY_USED, "OSHI GlobalMemory"), this::memoryUsed));
    }

    private void frequency(Readings into) {
        long now = System.nanoTime();
        if (now - frequencyReadAt < FREQUENCY_NANOS) {
            return;
        }
        frequencyReadAt = now;
        double sum = 0;
        int known = 0;
        for (long hertz : processor.getCurrentFreq()) {
            if (hertz > 0) {
                sum += hertz;
                known++;
            }
        }
        if (known == 0) {
            into.never(0, "the system does not tell its frequency");
        } else {
            into.value(0, sum / known / HERTZ_PER_MEGAHERTZ);
        }
    }

    private void memoryUsed(Readings into) {
        long total = memory.getTotal();
        if (total <= 0) {
            into.never(0, "the system does not tell its memory");
        } else {
            into.value(0, (double) (total - memory.getAvailable()));
        }
    }

    /** Reads one value of the host. */
    private record HostProbe(Series only, Consumer<Readings> reading) implements Probe {
        @Override
        public Pace pace() {
            return Pace.SLOW;
        }

        @Override
        public List<Series> series() {
            return List.of(only);
        }

        @Override
        public void read(Readings into) {
            reading.accept(into);
        }
    }

    /** Share of all processors' time that was not idle since the sample before. */
    private static final class LoadProbe implements Probe {
        private final CentralProcessor processor;
        private final List<Series> series = List.of(new Series(Quantity.HOST_LOAD,
                "OSHI CentralProcessor.getSystemCpuLoadTicks"));
        private long[] before = {};

        LoadProbe(CentralProcessor processor) {
            this.processor = processor;
        }

        @Override
        public Pace pace() {
            return Pace.SLOW;
        }

        @Override
        public List<Series> series() {
            return series;
        }

        @Override
        public void read(Readings into) {
            long[] now = processor.getSystemCpuLoadTicks();
            long total = 0;
            long idle = 0;
            for (CentralProcessor.TickType type : CentralProcessor.TickType.values()) {
                int i = type.getIndex();
                long ticks = before.length == now.length ? Math.max(0, now[i] - before[i]) : 0;
                total += ticks;
                if (type == CentralProcessor.TickType.IDLE || type == CentralProcessor.TickType.IOWAIT) {
                    idle += ticks;
                }
            }
            if (total > 0) {
                into.value(0, PERCENT * (total - idle) / total);
            }
            if (total > 0 || before.length == 0) {
                before = now;
            }
        }
    }

    @Override
    public Map<Quantity, String> unavailable() {
        return Map.of();
    }

    @Override
    public Map<String, Fact> facts() {
        Map<String, Fact> facts = new LinkedHashMap<>();
        facts.put("CPU", new Fact.Known(processor.getProcessorIdentifier().getName().strip()));
        facts.put("cores", new Fact.Known(processor.getPhysicalProcessorCount() + " physical, "
                + processor.getLogicalProcessorCount() + " logical"));
        long most = processor.getMaxFreq();
        facts.put("CPU frequency at most", most > 0
                ? new Fact.Known(Math.round(most / HERTZ_PER_MEGAHERTZ) + " MHz")
                : new Fact.Unavailable("the system does not tell"));
        facts.put("host memory", new Fact.Known(memory.getTotal() + " bytes"));
        facts.put("system", new Fact.Known(system));
        return facts;
    }

    @Override
    public Processes processes() {
        return new Processes.Unavailable("every process of the host may compute there; see the host's load");
    }

    @Override
    public void close() {}
}
