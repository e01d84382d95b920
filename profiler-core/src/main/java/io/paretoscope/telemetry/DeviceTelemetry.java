package io.paretoscope.telemetry;

import io.paretoscope.engine.DeviceId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Telemetry of a device of this machine: of a GPU by its driver, of a CPU by the system; of the host in either case. */
public final class DeviceTelemetry implements LiveTelemetry {
    private final List<TelemetrySource> sources;
    private final Sampling sampling;
    private final Sampler sampler;
    private final AtomicBoolean closed = new AtomicBoolean();

    private DeviceTelemetry(List<TelemetrySource> sources, SamplingPeriods periods) {
        this.sources = List.copyOf(sources);
        sampling = new Sampling(this.sources, periods, System::nanoTime);
        sampler = new Sampler(sampling, periods);
    }

    /** Watches {@code device} at the default periods. Never fails: what cannot be had is unavailable, with the reason. */
    public static DeviceTelemetry open(DeviceId device) {
        return open(device, SamplingPeriods.DEFAULT);
    }

    /** Watches {@code device}. Never fails: what cannot be had is unavailable, with the reason. */
    public static DeviceTelemetry open(DeviceId device, SamplingPeriods periods) {
        return of(device.isCpu()
                ? List.of(HostSource.open(), CpuSource.open())
                : List.of(NvmlSource.open(device), HostSource.open()), periods);
    }

    /** Watches by these sources, which it closes at its end. */
    static DeviceTelemetry of(List<TelemetrySource> sources, SamplingPeriods periods) {
        return new DeviceTelemetry(sources, periods);
    }

    @Override
    public Traces cut(long fromNanos, long toNanos) {
        return sampling.cut(fromNanos, toNanos);
    }

    @Override
    public List<Series> offered() {
        return sampling.offered();
    }

    @Override
    public int newest(Quantity quantity, long[] nanos, double[] values) {
        return sampling.newest(quantity, nanos, values);
    }

    /** {@inheritDoc} None after {@link #close()}. */
    @Override
    public synchronized Map<String, Fact> facts() {
        Map<String, Fact> facts = new LinkedHashMap<>();
        if (!closed.get()) {
            sources.forEach(source -> source.facts().forEach(facts::putIfAbsent));
        }
        return facts;
    }

    @Override
    public synchronized Processes processes() {
        if (closed.get()) {
            return new Processes.Unavailable("no longer watched");
        }
        Optional<Processes> listed = sources.stream()
                .map(TelemetrySource::processes)
                .filter(Processes.Listed.class::isInstance)
                .findFirst();
        return listed.orElseGet(() -> sources.getFirst().processes());
    }

    @Override
    public SamplerStats sampling() {
        return sampler.stats();
    }

    @Override
    public synchronized void close() {
        if (closed.compareAndSet(false, true)) {
            sampler.close();
            sources.forEach(TelemetrySource::close);
        }
    }
}
