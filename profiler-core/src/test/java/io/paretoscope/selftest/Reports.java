package io.paretoscope.selftest;

import io.paretoscope.engine.CopyRate;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.MatrixRate;
import io.paretoscope.engine.Rounds;
import io.paretoscope.opt.Precision;
import io.paretoscope.telemetry.SamplerStats;
import io.paretoscope.worker.ClockReading;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reports of a machine on which all is well, but for what a test says. */
public final class Reports {
    static final long MILLI = 1_000_000L;
    static final TimerReading TIMER = new TimerReading(1000, 20, 30, 25, 0);
    static final Updates TICKS = new Updates("counter", 2000, 20_000, List.of(100 * MILLI, 99 * MILLI, 101 * MILLI));
    static final SamplerStats SAMPLING = new SamplerStats(50 * MILLI, 400, 60_000, 300_000, 200_000, 0.004);
    static final ClockReading CLOCK = new ClockReading(2_000, 120_000);
    static final Rounds ROUNDS = new Rounds(8, List.of(100 * MILLI, 101 * MILLI, 102 * MILLI), 3, true);
    static final Workload WORKLOAD = new Workload("opt-125m", Precision.FP16,
            EngineUse.as(EngineKind.GRAPH), 8, 32, 32, List.of(100.0, 101.0, 102.0),
            30, 0,
            0xcafe, 0xcafe);

    private Reports() {}

    static SelfTestReport.Instrument instrument() {
        return new SelfTestReport.Instrument(TIMER, new Finding.Found<>(TICKS), new Finding.Found<>(TICKS),
                new Finding.Found<>(SAMPLING), new Finding.Found<>(CLOCK));
    }

    static SelfTestReport.Performance performance() {
        return new SelfTestReport.Performance("libtorch", new Finding.Found<>(new CopyRate(1 << 20, ROUNDS)),
                Map.of(Precision.FP32, new Finding.Found<>(new MatrixRate(Precision.FP32, 1024, ROUNDS))),
                new Finding.Found<>(WORKLOAD));
    }

    /** A full report. */
    public static SelfTestReport full(DeviceId device) {
        return new SelfTestReport(device, Instant.parse("2026-11-23T06:00:00Z"), 20_000 * MILLI, instrument(),
                Optional.of(performance()));
    }

    /** A full report with something amiss: the known workload failed. */
    public static SelfTestReport failed(DeviceId device, String reason) {
        SelfTestReport.Performance well = performance();
        return new SelfTestReport(device, Instant.parse("2026-11-23T06:00:00Z"), 20_000 * MILLI, instrument(),
                Optional.of(new SelfTestReport.Performance(well.library(), well.copyRate(), well.matrixRates(),
                        new Finding.Failed<>(reason))));
    }

    /** The short form. */
    public static SelfTestReport brief(DeviceId device) {
        return new SelfTestReport(device, Instant.parse("2026-11-23T06:00:00Z"), 900 * MILLI, instrument(),
                Optional.empty());
    }

    /** A full report of a machine that tells no energy and is busy: well, noted, unavailable and failed. */
    public static SelfTestReport mixed(DeviceId device) {
        SelfTestReport.Instrument instrument = new SelfTestReport.Instrument(
                new TimerReading(1000, 1200, 1500, 700, 0),
                new Finding.Unavailable<>("this processor's energy counter can be read by root alone"),
                new Finding.Unavailable<>("the counter of energy is all that this device tells of its power"),
                new Finding.Found<>(new SamplerStats(250 * MILLI, 400, 60_000, 400 * MILLI, 200_000, 0.004)),
                new Finding.Found<>(CLOCK));
        Rounds restless = new Rounds(8, List.of(100 * MILLI, 150 * MILLI, 190 * MILLI), 9, false);
        return new SelfTestReport(device, Instant.parse("2026-11-23T06:00:00Z"), 31_000 * MILLI, instrument,
                Optional.of(new SelfTestReport.Performance("libtorch 2.7.1 (cpu)",
                        new Finding.Found<>(new CopyRate(1 << 28, restless)),
                        Map.of(Precision.FP32, new Finding.Found<>(new MatrixRate(Precision.FP32, 2048, ROUNDS))),
                        new Finding.Failed<>("the worker ran out of memory while loading opt-125m"))));
    }
}
