package io.paretoscope.selftest;

import io.paretoscope.engine.CopyRate;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.MatrixRate;
import io.paretoscope.opt.Precision;
import io.paretoscope.telemetry.SamplerStats;
import io.paretoscope.worker.ClockReading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a self-test found. What to make of it say the {@link Check}s.
 *
 * @param device the device
 * @param startedAt when it began, by the wall clock
 * @param tookNanos how long it took
 * @param instrument how well this machine measures
 * @param performance what the device can do; empty for the short form
 */
public record SelfTestReport(DeviceId device, Instant startedAt, long tookNanos, Instrument instrument,
        Optional<Performance> performance) {

    /** What to make of it, in the order in which it is shown. */
    public List<Check> checks() {
        List<Check> checks = new ArrayList<>(InstrumentChecks.of(instrument));
        performance.ifPresent(found -> checks.addAll(PerformanceChecks.of(found)));
        return List.copyOf(checks);
    }

    /**
     * How well this machine measures.
     *
     * @param timer the clock
     * @param energyCounter how often the device's energy counter ticks
     * @param power how often the device renews its power
     * @param sampling punctuality and cost of the sampling of telemetry
     * @param workerClock how well a worker's times are known here
     */
    public record Instrument(TimerReading timer, Finding<Updates> energyCounter, Finding<Updates> power,
            Finding<SamplerStats> sampling, Finding<ClockReading> workerClock) {}

    /**
     * What the device can do.
     *
     * @param library the native library in use
     * @param copyRate how fast it copies within its memory
     * @param matrixRates how fast it multiplies, in each precision that is offered on it
     * @param workload the known workload
     */
    public record Performance(String library, Finding<CopyRate> copyRate,
            Map<Precision, Finding<MatrixRate>> matrixRates, Finding<Workload> workload) {
        public Performance {
            matrixRates = Collections.unmodifiableMap(new LinkedHashMap<>(matrixRates));
        }
    }
}
