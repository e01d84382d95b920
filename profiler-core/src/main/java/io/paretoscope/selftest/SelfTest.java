package io.paretoscope.selftest;

import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.MatrixRate;
import io.paretoscope.opt.Precision;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.SamplerStats;
import io.paretoscope.telemetry.Telemetry;
import io.paretoscope.telemetry.Traces;
import io.paretoscope.worker.ClockReading;
import io.paretoscope.worker.ModelWorker;
import io.paretoscope.worker.WorkerException;
import io.paretoscope.worker.WorkerLauncher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Proves the instrument (R37): finds out how well this machine measures and what a device can do at most. Blocks the thread that
 * asks. Anything else that runs meanwhile shows in what it finds, and should.
 */
public final class SelfTest {
    /** Four ticks of a counter that moves every 100 ms. */
    private static final Duration BRIEF_POLLING = Duration.ofMillis(450);
    private static final Duration BRIEF_POWER_POLLING = Duration.ofMillis(350);
    /** Readings of a worker's clock; each rests on some round trips, of which the shortest of all counts. */
    private static final int CLOCK_READINGS = 10;

    private final WorkerLauncher launcher;
    private final Telemetry telemetry;
    private final Poller poller;
    private final InstantSource wallClock;

    /**
     * A self-test that is yet to run.
     *
     * @param launcher starts its worker
     * @param telemetry of the device, which has been under watch for some time or is from now on; stays open
     * @param wallClock wall-clock time for labels; nothing is measured by it
     */
    public SelfTest(WorkerLauncher launcher, Telemetry telemetry, Poller poller, InstantSource wallClock) {
        this.launcher = launcher;
        this.telemetry = telemetry;
        this.poller = poller;
        this.wallClock = wallClock;
    }

    /**
     * Runs all of it. What goes wrong on the way is a finding, and costs that finding alone.
     *
     * @param progress hears what comes next, in a few words
     * @throws WorkerException where not even a worker can be started
     */
    public SelfTestReport run(DeviceId device, SelfTestPlan plan, Consumer<String> progress) throws WorkerException {
        var startedAt = wallClock.instant();
        long begun = System.nanoTime();
        progress.accept("starting a worker");
        try (Bench bench = Bench.start(launcher, device)) {
            String library = bench.library();
            Finding<ClockReading> clock = bench.find(SelfTest::clock);
            progress.accept("copy rate");
            var copyRate = bench.find(worker -> worker.copyRate(device, plan.ceilings()));
            Map<Precision, Finding<MatrixRate>> matrixRates = new LinkedHashMap<>();
            for (Precision precision : plan.precisions()) {
                progress.accept("matrix rate " + precision);
                matrixRates.put(precision,
                        bench.find(worker -> worker.matrixRate(device, precision, plan.ceilings())));
            }
            progress.accept("known workload: " + plan.work().model().label());
            Finding<Workload> workload = bench.find(worker -> WorkloadRun.of(worker, device, plan.work()));
            // How punctual sampling was beside all of that, and before asking at full speed gets in its way.
            SamplerStats sampling = telemetry.sampling();
            progress.accept("timer, energy counter and power reading");
            SelfTestReport.Instrument instrument = new SelfTestReport.Instrument(TimerReading.measured(),
                    updates(poller, device, Quantity.ENERGY, plan.polling()),
                    power(poller, device, plan.polling()), new Finding.Found<>(sampling), clock);
            return new SelfTestReport(device, startedAt, System.nanoTime() - begun, instrument,
                    Optional.of(new SelfTestReport.Performance(library, copyRate, matrixRates, workload)));
        }
    }

    /**
     * The short form, in at most about a second: the instrument alone.
     *
     * @param telemetry of the device
     * @param worker of which to read the clock; empty where there is none yet
     */
    public static SelfTestReport brief(DeviceId device, Telemetry telemetry, Poller poller,
            Optional<ModelWorker> worker, InstantSource wallClock) {
        var startedAt = wallClock.instant();
        long begun = System.nanoTime();
        SamplerStats sampling = telemetry.sampling();
        Finding<ClockReading> clock = worker.<Finding<ClockReading>>map(asked -> {
            try {
                return new Finding.Found<>(clock(asked));
            } catch (WorkerException e) {
                return new Finding.Failed<>(String.valueOf(e.getMessage()));
            }
        }).orElse(new Finding.Unavailable<>("no worker was running yet"));
        SelfTestReport.Instrument instrument = new SelfTestReport.Instrument(TimerReading.measured(),
                updates(poller, device, Quantity.ENERGY, BRIEF_POLLING), power(poller, device, BRIEF_POWER_POLLING),
                new Finding.Found<>(sampling), clock);
        return new SelfTestReport(device, startedAt, System.nanoTime() - begun, instrument, Optional.empty());
    }

    private static ClockReading clock(ModelWorker worker) throws WorkerException {
        ClockReading reading = worker.clock();
        for (int i = 1; i < CLOCK_READINGS; i++) {
            reading = worker.clock();
        }
        return reading;
    }

    /** Of instant power; where there is none, of the device's average power. */
    private static Finding<Updates> power(Poller poller, DeviceId device, Duration time) {
        Finding<Updates> instant = updates(poller, device, Quantity.POWER_INSTANT, time);
        if (instant instanceof Finding.Found) {
            return instant;
        }
        Finding<Updates> average = updates(poller, device, Quantity.POWER_AVERAGE, time);
        return average instanceof Finding.Found ? average : instant;
    }

    private static Finding<Updates> updates(Poller poller, DeviceId device, Quantity quantity, Duration time) {
        Traces traces = poller.read(device, quantity, time);
        return traces.find(quantity)
                .map(Updates::of)
                .orElseGet(() -> new Finding.Unavailable<>(traces.whyNot(quantity)));
    }

    /** A worker, replaced by a new one after it failed: its engine may then be in any state. */
    private static final class Bench implements AutoCloseable {
        private final WorkerLauncher launcher;
        private final DeviceId device;
        private ModelWorker worker;
        private boolean failed;

        private Bench(WorkerLauncher launcher, DeviceId device, ModelWorker worker) {
            this.launcher = launcher;
            this.device = device;
            this.worker = worker;
        }

        static Bench start(WorkerLauncher launcher, DeviceId device) throws WorkerException {
            return new Bench(launcher, device, launcher.launch(device));
        }

        /** Something to be found with a worker. */
        @FunctionalInterface
        interface Search<T> {
            T in(ModelWorker worker) throws WorkerException;
        }

        <T> Finding<T> find(Search<T> search) {
            try {
                if (failed) {
                    worker.close();
                    worker = launcher.launch(device);
                    failed = false;
                }
                return new Finding.Found<>(search.in(worker));
            } catch (WorkerException e) {
                failed = true;
                return new Finding.Failed<>(String.valueOf(e.getMessage()));
            }
        }

        String library() throws WorkerException {
            return worker.library();
        }

        @Override
        public void close() {
            worker.close();
        }
    }
}
