package io.paretoscope.selftest;

import io.paretoscope.selftest.Check.Figure;
import io.paretoscope.selftest.Check.Unit;
import io.paretoscope.selftest.Check.Verdict;
import io.paretoscope.telemetry.EnergyMeter;
import io.paretoscope.telemetry.SamplerStats;
import io.paretoscope.worker.ClockReading;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Judges how well a machine measures. Pure. */
final class InstrumentChecks {
    /**
     * No decode step is shorter: reading the 250 MB of OPT-125M's weights in half precision once takes so long at 2.9 TB/s.
     */
    private static final double SHORTEST_STEP_NANOS = 86_000;
    /** About one hundredth of the shortest step. */
    private static final double COARSE_TIMER_NANOS = 1_000;

    /** The least window in which energy counts (R12). */
    private static final double ENERGY_WINDOW_NANOS = 5e9;
    /**
     * Each end of a window is known to within a tick, so that ticks of this length leave 4 % of the least window in
     * doubt. Recent GPUs tick every 100 ms, give or take a few.
     */
    private static final double LONG_TICK_NANOS = 110e6;

    /** As much as the throughput of a point may vary: what accompanies a measurement must not show in it. */
    private static final double LARGEST_CPU_SHARE = 0.02;

    /** Two ends that are off by that much are a thousandth of the least window with energy. */
    private static final double LARGE_CLOCK_ERROR_NANOS = ENERGY_WINDOW_NANOS / 2000;

    private static final double MILLI = 1e6;
    private static final double PERCENT = 100;

    private InstrumentChecks() {}

    static List<Check> of(SelfTestReport.Instrument instrument) {
        return List.of(timer(instrument.timer()),
                judged("energy_counter", instrument.energyCounter(), InstrumentChecks::counter),
                judged("power_field", instrument.power(), InstrumentChecks::power),
                judged("sampling", instrument.sampling(), InstrumentChecks::sampling),
                judged("worker_clock", instrument.workerClock(), InstrumentChecks::clock));
    }

    /** The check of what was found; where nothing was, one that says why not. */
    static <T> Check judged(String key, Finding<T> finding, Function<T, Opinion> judge) {
        return switch (finding) {
            case Finding.Found<T>(T value) -> judge.apply(value).as(key);
            case Finding.Unavailable<T>(String reason) -> new Check(key, List.of(), Verdict.NOTE,
                    "unavailable: " + reason);
            case Finding.Failed<T>(String reason) -> new Check(key, List.of(), Verdict.FAIL, reason);
        };
    }

    /** A check without its name. */
    record Opinion(List<Figure> figures, Verdict verdict, String sentence) {
        Check as(String key) {
            return new Check(key, figures, verdict, sentence);
        }
    }

    private static Check timer(TimerReading timer) {
        List<Figure> figures = List.of(new Figure("median_step", timer.medianStepNanos(), Unit.NANOSECONDS),
                new Figure("smallest_step", timer.smallestStepNanos(), Unit.NANOSECONDS),
                new Figure("call", timer.callNanos(), Unit.NANOSECONDS),
                new Figure("readings", timer.calls(), Unit.NONE),
                new Figure("falls", timer.falls(), Unit.NONE));
        double step = timer.medianStepNanos();
        Opinion opinion;
        if (timer.falls() > 0) {
            opinion = new Opinion(figures, Verdict.FAIL,
                    "the clock went back " + timer.falls() + " times in " + timer.calls() + " readings");
        } else if (step > SHORTEST_STEP_NANOS) {
            opinion = new Opinion(figures, Verdict.FAIL,
                    "steps as long as the shortest decode step there can be (86 µs) cannot time it");
        } else if (step > COARSE_TIMER_NANOS) {
            opinion = new Opinion(figures, Verdict.NOTE, String.format(Locale.ROOT,
                    "coarser than 1 µs: %.1f %% of the shortest decode step there can be (86 µs)",
                    PERCENT * step / SHORTEST_STEP_NANOS));
        } else {
            opinion = new Opinion(figures, Verdict.PASS, String.format(Locale.ROOT,
                    "%.2g %% of the shortest decode step there can be (86 µs)",
                    PERCENT * step / SHORTEST_STEP_NANOS));
        }
        return opinion.as("timer");
    }

    private static List<Figure> figures(Updates updates) {
        return List.of(new Figure("median_interval", updates.medianNanos() / MILLI, Unit.MILLISECONDS),
                new Figure("shortest_interval", updates.shortestNanos() / MILLI, Unit.MILLISECONDS),
                new Figure("longest_interval", updates.longestNanos() / MILLI, Unit.MILLISECONDS),
                new Figure("changes", updates.perSecond(), Unit.PER_SECOND),
                new Figure("between_answers", updates.askingNanos() / MILLI, Unit.MILLISECONDS));
    }

    private static Opinion counter(Updates updates) {
        double median = updates.medianNanos();
        double doubt = PERCENT * 2 * median / ENERGY_WINDOW_NANOS;
        if (updates.finerThanAsked()) {
            return new Opinion(figures(updates), Verdict.PASS,
                    "it moves as often as it answers: ticks do not limit energy");
        }
        if (updates.longestNanos() * EnergyMeter.FEWEST_SAMPLES > ENERGY_WINDOW_NANOS) {
            return new Opinion(figures(updates), Verdict.NOTE, String.format(Locale.ROOT,
                    "with up to %.0f ms between ticks a window of 5 s may have fewer than the %d that its energy needs",
                    updates.longestNanos() / MILLI, EnergyMeter.FEWEST_SAMPLES));
        }
        return new Opinion(figures(updates), median > LONG_TICK_NANOS ? Verdict.NOTE : Verdict.PASS,
                String.format(Locale.ROOT, "a tick at each end leaves at most %.1f %% of a window of 5 s in doubt",
                        doubt));
    }

    private static Opinion power(Updates updates) {
        if (updates.finerThanAsked()) {
            return new Opinion(figures(updates), Verdict.PASS, "it is another at each answer");
        }
        if (updates.medianNanos() > EnergyMeter.LONGEST_GAP) {
            return new Opinion(figures(updates), Verdict.NOTE,
                    "it is renewed too seldom to show what happens within a second");
        }
        return new Opinion(figures(updates), Verdict.PASS,
                "sampling it more often than that shows nothing more");
    }

    private static Opinion sampling(SamplerStats stats) {
        if (stats.rounds() == 0) {
            return new Opinion(List.of(), Verdict.NOTE,
                    "unavailable: nothing of this device is sampled at the period of power and clocks");
        }
        List<Figure> figures = List.of(new Figure("lateness_p99", stats.latenessP99Nanos() / MILLI, Unit.MILLISECONDS),
                new Figure("lateness_median", stats.latenessMedianNanos() / MILLI, Unit.MILLISECONDS),
                new Figure("period", stats.periodNanos() / MILLI, Unit.MILLISECONDS),
                new Figure("round_median", stats.roundMedianNanos() / MILLI, Unit.MILLISECONDS),
                new Figure("cpu", PERCENT * stats.cpuShare(), Unit.PERCENT_OF_A_CORE),
                new Figure("rounds", stats.rounds(), Unit.NONE));
        if (stats.latenessP99Nanos() > EnergyMeter.LONGEST_GAP) {
            return new Opinion(figures, Verdict.FAIL, "one round in a hundred leaves a gap over a second, which no"
                    + " integral bridges: the machine is overloaded");
        }
        if (stats.latenessP99Nanos() > stats.periodNanos()) {
            return new Opinion(figures, Verdict.NOTE, "one round in a hundred is late by more than its period: curves"
                    + " have gaps there (is the host busy?)");
        }
        if (stats.cpuShare() > LARGEST_CPU_SHARE) {
            return new Opinion(figures, Verdict.NOTE, String.format(Locale.ROOT,
                    "it takes %.1f %% of a core, which a measurement on the CPU may show",
                    PERCENT * stats.cpuShare()));
        }
        return new Opinion(figures, Verdict.PASS, String.format(Locale.ROOT,
                "99 of 100 rounds are punctual to a part of their period; %.2g %% of a core",
                PERCENT * stats.cpuShare()));
    }

    private static Opinion clock(ClockReading reading) {
        double error = reading.roundTripNanos() / 2.0;
        List<Figure> figures = List.of(new Figure("uncertainty", error / MILLI, Unit.MILLISECONDS),
                new Figure("round_trip", reading.roundTripNanos() / MILLI, Unit.MILLISECONDS),
                new Figure("offset", reading.offsetNanos() / MILLI, Unit.MILLISECONDS));
        if (error > LONG_TICK_NANOS) {
            return new Opinion(figures, Verdict.FAIL,
                    "times of a worker are known less well than the energy counter's ticks");
        }
        double share = PERCENT * 2 * error / ENERGY_WINDOW_NANOS;
        return new Opinion(figures, error > LARGE_CLOCK_ERROR_NANOS ? Verdict.NOTE : Verdict.PASS,
                String.format(Locale.ROOT,
                        "a worker's window and its telemetry fit together to within %.2g %% of a window of 5 s",
                        share));
    }
}
