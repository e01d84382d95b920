package io.paretoscope.analysis.rule;

import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Placement;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.selftest.Check;
import io.paretoscope.sweep.Cause;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.Reading;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static io.paretoscope.analysis.rule.TestRun.numbers;
import static io.paretoscope.analysis.rule.TestRun.within;

/** For every rule a run in which it fires, one in which it has nothing to say, and one in which it cannot tell. */
final class RuleFixtures {
    private static final Placement TWO = Placement.of(2, ReplicaMode.PROCESSES);
    private static final double POWER_CAP = 4;

    private RuleFixtures() {}

    /**
     * The runs of a rule.
     *
     * @param rule the rule
     * @param fires where it fires
     * @param expected with what
     * @param clear where it has nothing to say
     * @param untold where it cannot tell; empty where it always can
     */
    record Fixture(Rule rule, TestRun fires, Expected expected, TestRun clear, Optional<Untold> untold) {
        @Override
        public String toString() {
            return rule.id();
        }
    }

    /**
     * What is to be found.
     *
     * @param severity how grave
     * @param points how many points
     * @param evidence in full
     * @param command in full; empty for none
     */
    record Expected(Severity severity, int points, String evidence, String command) {}

    /**
     * Where a rule cannot tell.
     *
     * @param run it
     * @param reason in full
     */
    record Untold(TestRun run, String reason) {}

    private static TestRun run() {
        return new TestRun();
    }

    private static Map<Metric, Reading> step(double millis) {
        return numbers(Metric.ITL_MEAN, millis);
    }

    private static Map<Metric, Reading> busyStep(double millis, double smActivity) {
        return numbers(Metric.ITL_MEAN, millis, Metric.SM_ACTIVITY, smActivity);
    }

    /** Throughput with an interval of that half-width, and a mean ITL. */
    private static Map<Metric, Reading> throughput(double value, double share, double itlMillis) {
        Map<Metric, Reading> readings = new EnumMap<>(Metric.class);
        readings.put(Metric.OUTPUT_THROUGHPUT, within(value, share));
        readings.put(Metric.ITL_MEAN, new Reading.Value(itlMillis, 3));
        return readings;
    }

    /** What the advice needs, and joules with an interval. */
    private static Map<Metric, Reading> advised(double requests, double itlMillis, double joules, double peakGib) {
        Map<Metric, Reading> readings = numbers(Metric.REQUEST_THROUGHPUT, requests, Metric.ITL_MEAN, itlMillis,
                Metric.PEAK_MEMORY, peakGib * (1L << 30));
        readings.put(Metric.ENERGY_PER_TOKEN, within(joules, 0.01));
        return readings;
    }

    private static TestRun cpu() {
        return run().on(DeviceId.CPU, Precision.FP32);
    }

    private static Fixture fixture(Rule rule, TestRun fires, Expected expected, TestRun clear, TestRun untold,
            String reason) {
        return new Fixture(rule, fires, expected, clear, Optional.of(new Untold(untold, reason)));
    }

    private static final String SWEEP = "paretoscope sweep --model opt-125m --batch ";
    private static final String AS_HERE = " --prompt 256 --output 64 --device cuda:0 --precision fp16";
    private static final String NO_CEILINGS = "the device's ceilings are not known: no self-test went with the run";

    static List<Fixture> all() {
        return List.of(
                fixture(LaunchBound.RULE,
                        run().batch(1, busyStep(1.5, 15)).batch(8, busyStep(1.6, 20)).batch(256, busyStep(3, 80)),
                        new Expected(Severity.WARNING, 2,
                                "at batch 1 a step takes 1.50 ms and at least 0.0605 ms: 96 % of it is rest; at batch 8 it takes 1.60 ms; "
                                        + "SM activity 15 %",
                                SWEEP + "8" + AS_HERE + " --replicas 1,2,4 --replica-mode streams,mps"),
                        run().batch(1, step(0.1)).batch(8, step(0.3)),
                        run().batch(1, step(1.5)), "it takes two batches, one at least twice the other"),
                fixture(KernelsAboveLeast.RULE, run().batch(1, busyStep(1.5, 15)).batch(256, busyStep(3, 80)),
                        new Expected(Severity.INFO, 1,
                                "at batch 256 a step takes 3.00 ms and at least 0.695 ms: 77 % of it is rest; SM activity 80 %",
                                ""),
                        run().batch(256, busyStep(1, 80)),
                        run().batch(256, step(3)),
                        "it takes SM activity, or two batches, one at least twice the other"),
                fixture(DramBound.RULE, run().model("opt-13b").batch(1, step(10)).batch(8, step(11)),
                        new Expected(Severity.INFO, 2,
                                "from batch 1 on; at batch 1 reading takes 6.08 of 10.0 ms (61 %): weights 6.02, KV cache 0.0553 ms",
                                ""),
                        run().batch(1, step(1.5)),
                        run().selfTest(null).batch(1, step(1.5)), NO_CEILINGS),
                fixture(ComputeBound.RULE,
                        run().tokens(1, 2).on(DeviceId.cuda(0), Precision.FP32).batch(512, step(4)),
                        new Expected(Severity.INFO, 1,
                                "at batch 512 products take 2.46 of 4.00 ms (62 %), reading 0.134 ms",
                                ""),
                        run().batch(512, step(4)),
                        run().selfTest(null).batch(1, step(1.5)), NO_CEILINGS),
                fixture(KvDominates.RULE, run().batch(1, step(1)).batch(64, step(1)),
                        new Expected(Severity.INFO, 1,
                                "at batch 64 a step reads 2.75 times as many bytes of KV cache as of weights; equal at batch 24; at the copy "
                                        + "rate no batch decodes more than 401,815 tokens/s",
                                ""),
                        run().batch(1, step(1)),
                        run().troubled(64, Cause.THROTTLED, "power brake"), "no point has numbers that count"),
                fixture(PrefillDominates.RULE,
                        run().batch(1, numbers(Metric.TTFT_MEDIAN, 10, Metric.REQUEST_LATENCY_MEDIAN, 100))
                                .batch(8, numbers(Metric.TTFT_MEDIAN, 50, Metric.REQUEST_LATENCY_MEDIAN, 100)),
                        new Expected(Severity.INFO, 1,
                                "at batch 8 the first token comes after 50.0 ms of a request's 100 ms (50 %), with 256 + 64 tokens",
                                ""),
                        run().batch(1, numbers(Metric.TTFT_MEDIAN, 10, Metric.REQUEST_LATENCY_MEDIAN, 100)),
                        run().tokens(16, 1)
                                .batch(1, numbers(Metric.TTFT_MEDIAN, 99, Metric.REQUEST_LATENCY_MEDIAN, 100)),
                        "the only output token comes from prefill"),
                fixture(LongTail.RULE, run().batch(1, numbers(Metric.ITL_MEDIAN, 2, Metric.ITL_P99, 9)),
                        new Expected(Severity.WARNING, 1, "opt-125m, batch 1: p99 9.00 ms, median 2.00 ms, 4.50 times",
                                SWEEP + "1" + AS_HERE),
                        run().batch(1, numbers(Metric.ITL_MEDIAN, 2, Metric.ITL_P99, 3)),
                        run().batch(1, numbers(Metric.ITL_MEDIAN, 2)), "no ITL p99: not measured"),
                fixture(PastTheKnee.RULE, run().batch(1, throughput(100, 0, 1))
                        .batch(8, throughput(700, 0, 1.2))
                        .batch(64, throughput(720, 0, 8)),
                        new Expected(Severity.INFO, 1,
                                "batch 64 brings +2.9 % output throughput over batch 8 at 6.67 times its mean ITL (8.00 against 1.20 ms)",
                                ""),
                        run().batch(1, throughput(100, 0, 1))
                                .batch(2, throughput(200, 0, 1))
                                .batch(4, throughput(400, 0, 1)),
                        run().batch(1, throughput(100, 0, 1)),
                        "a knee takes at least 3 valid batch sizes, and there are 1"),
                fixture(StillRising.RULE, run().batch(1, throughput(100, 0, 1))
                        .batch(2, throughput(200, 0, 1))
                        .batch(4, throughput(400, 0, 1)),
                        new Expected(Severity.WARNING, 1,
                                "batch 4 has +100 % output throughput for each doubling of the batch before it",
                                SWEEP + "8,16,32" + AS_HERE),
                        run().batch(1, throughput(100, 0, 1))
                                .batch(2, throughput(200, 0, 1))
                                .batch(4, throughput(202, 0, 1)),
                        run().batch(1, throughput(100, 0, 1)),
                        "a knee takes at least 3 valid batch sizes, and there are 1"),
                fixture(EnergyOptimum.RULE, run().batch(1, advised(10, 1, 0.2, 1))
                        .batch(32, advised(300, 1.2, 0.05, 2))
                        .batch(256, advised(900, 4, 0.03, 5)),
                        new Expected(Severity.WARNING, 2,
                                "batch 256 costs 0.0300 J/token, the advised batch 32 0.0500: -40 %, at 3.33 times its mean ITL",
                                ""),
                        run().batch(1, advised(10, 1, 0.2, 1)).batch(32, advised(300, 1.2, 0.05, 2)),
                        run().batch(32, advised(300, 1.2, 0.05, 2)),
                        "no advised batch: T(1) was not measured: measure batch 1, too"),
                fixture(MemoryUnused.RULE, run().batch(1, advised(10, 1, 0.2, 1)).batch(32, advised(300, 1.2, 0.05, 2)),
                        new Expected(Severity.WARNING, 1,
                                "at batch 32 the device's peak is 2.0 GiB of 140.4 GiB: 99 % unused",
                                SWEEP + "32" + AS_HERE + " --replicas 1,2,4 --replica-mode streams,mps"),
                        run().batch(1, advised(10, 1, 0.2, 100)),
                        run().memory(null).batch(1, advised(10, 1, 0.2, 100)),
                        "the run's conditions do not tell how much memory the device has"),
                fixture(ReplicasLose.RULE,
                        run().batch(64, throughput(1000, 0.01, 2)).replicas(32, TWO, throughput(800, 0.01, 3)),
                        new Expected(Severity.WARNING, 1,
                                "opt-125m, batch 32, 2 × processes: 800 tokens/s, one engine at batch 64 1,000: -20 %, at 1.50 times its mean "
                                        + "ITL",
                                SWEEP + "32" + AS_HERE + " --replicas 1,2 --replica-mode streams,mps"),
                        run().batch(64, throughput(1000, 0.1, 2)).replicas(32, TWO, throughput(950, 0.1, 3)),
                        run().batch(64, throughput(1000, 0.01, 2)),
                        "no replicas were measured; 'paretoscope sweep --replicas 1,2,4' does"),
                fixture(ReplicasGain.RULE,
                        run().batch(64, throughput(1000, 0.01, 2)).replicas(32, TWO, throughput(1300, 0.01, 3)),
                        new Expected(Severity.INFO, 1,
                                "opt-125m, batch 32, 2 × processes: 1,300 tokens/s, one engine at batch 64 1,000: +30 %, at 1.50 times its "
                                        + "mean ITL",
                                ""),
                        run().batch(64, throughput(1000, 0.1, 2)).replicas(32, TWO, throughput(1050, 0.1, 3)),
                        run().batch(32, throughput(1000, 0.01, 2)).replicas(32, TWO, throughput(1300, 0.01, 3)),
                        "no single engine with the same sequences has numbers that count"),
                fixture(UnevenReplicas.RULE, run().replicas(8, TWO, numbers(Metric.FAIRNESS, 0.7)),
                        new Expected(Severity.WARNING, 1,
                                "opt-125m, batch 8, 2 × processes: the slowest replica has 70 % of the fastest one's output",
                                ""),
                        run().replicas(8, TWO, numbers(Metric.FAIRNESS, 0.98)),
                        run().batch(8, Map.of()), "no point has two equal replicas"),
                fixture(UtilisationMisleads.RULE,
                        run().batch(8, numbers(Metric.GPU_UTILISATION, 54, Metric.SM_ACTIVITY, 14)),
                        new Expected(Severity.INFO, 1, "opt-125m, batch 8: GPU utilisation 54 %, SM activity 14 %",
                                SWEEP + "8" + AS_HERE + " --replicas 1,2,4 --replica-mode streams,mps"),
                        run().batch(8, numbers(Metric.GPU_UTILISATION, 90, Metric.SM_ACTIVITY, 50)),
                        run().batch(8, numbers(Metric.GPU_UTILISATION, 54)), "no SM activity: not measured"),
                fixture(SlowPrecision.RULE, run().on(DeviceId.cuda(0), Precision.FP32).batch(8, step(3)),
                        new Expected(Severity.INFO, 1, "matrix rate 51.4 TFLOP/s in fp32, the run's, and 660 in fp16",
                                SWEEP + "8" + AS_HERE),
                        run().batch(8, step(3)),
                        run().on(DeviceId.cuda(0), Precision.BF16).batch(8, step(3)),
                        "the run's self-test has no matrix rate in bf16"),
                fixture(PowerCapped.RULE,
                        run().clockEvents(8, numbers(Metric.MEAN_POWER, 690), POWER_CAP, POWER_CAP, POWER_CAP, 0),
                        new Expected(Severity.INFO, 1,
                                "opt-125m, batch 8: capped in 75 % of the samples; mean power 690 W of 700 W",
                                "nvidia-smi --query-gpu=power.limit,power.default_limit,power.max_limit --format=csv"),
                        run().clockEvents(8, Map.of(), 0, 1),
                        run().batch(8, Map.of()), "no clock events: not sampled"),
                fixture(ClocksDiffer.RULE,
                        run().batch(1, numbers(Metric.SM_CLOCK, 1980)).batch(8, numbers(Metric.SM_CLOCK, 1700)),
                        new Expected(Severity.INFO, 2,
                                "median SM clock 1700 MHz (opt-125m, batch 8) to 1980 MHz (opt-125m, batch 1)",
                                SWEEP + "1,8" + AS_HERE + " --order interleaved --cool-down 50"),
                        run().batch(1, numbers(Metric.SM_CLOCK, 1980)).batch(8, numbers(Metric.SM_CLOCK, 1965)),
                        run().batch(1, numbers(Metric.SM_CLOCK, 1980)), "it takes two points with a clock"),
                fixture(UntrustedPoints.INVALID,
                        run().batch(1, Map.of()).troubled(8, Cause.THROTTLED, "power brake in 3.0 % of the samples"),
                        new Expected(Severity.WARNING, 1,
                                "the device was throttled, 1 of 2 measured points; opt-125m, batch 8: power brake in 3.0 % of the samples",
                                ""),
                        run().troubled(8, Cause.TOO_SHORT, "1 batch"),
                        run(), "no point was measured"),
                fixture(UntrustedPoints.UNSTABLE,
                        run().batch(1, Map.of())
                                .batch(2, Map.of())
                                .troubled(8, Cause.NO_STEADY_STATE, "throughput differs by 14 %"),
                        new Expected(Severity.INFO, 1,
                                "no steady state, 1 of 3 measured points; opt-125m, batch 8: throughput differs by 14 %",
                                ""),
                        run().batch(1, Map.of()),
                        run(), "no point was measured"),
                new Fixture(FailedPoints.RULE,
                        run().batch(1, Map.of()).without(8, new PointOutcome.Failed("out of memory")),
                        new Expected(Severity.WARNING, 1, "1 of 2 finished points; opt-125m, batch 8: out of memory",
                                SWEEP + "8" + AS_HERE),
                        run().without(8, new PointOutcome.Skipped("needs 9 GiB")), Optional.empty()),
                fixture(NoIntervals.RULE, run().repeats(1).batch(1, Map.of()).batch(8, Map.of()),
                        new Expected(Severity.INFO, 2, "1 repeat of each point",
                                SWEEP + "1,8" + AS_HERE + " --repeats 3"),
                        run().batch(1, Map.of()),
                        run().repeats(1), "no point was measured"),
                fixture(WideIntervals.RULE,
                        run().batch(8, throughput(1000, 0.2, 1)).batch(16, throughput(1100, 0.01, 1)),
                        new Expected(Severity.WARNING, 1,
                                "batch 8: 1,000 tokens/s ± 20 % over 3 repeats, which overlaps a neighbour",
                                SWEEP + "8,16" + AS_HERE + " --repeats 13"),
                        run().batch(8, throughput(1000, 0.02, 1)).batch(16, throughput(1010, 0.02, 1)),
                        run().batch(8, throughput(1000, 0.2, 1)),
                        "it takes two batches with intervals, and there is 1"),
                fixture(MemoryEstimateOff.RULE,
                        run().engine(EngineKind.TORCHSCRIPT).memoryUse(512, 13, new Reading.Value(1L << 30, 1)),
                        new Expected(Severity.INFO, 1,
                                "opt-125m, batch 512, torchscript: estimated 9.3 GiB, used 12.0 GiB", ""),
                        run().memoryUse(512, 10, new Reading.Value(0, 1)),
                        run().memoryUse(512, 10, new Reading.Unavailable("no NVML")),
                        "memory in use before the run is not known"),
                fixture(NoEnergy.RULE, run().batch(1, numbers(Metric.ENERGY_PER_TOKEN, 1))
                        .batch(2, Map.of(
                                Metric.ENERGY_PER_TOKEN,
                                new Reading.Unavailable("the counter can be read by root alone"))),
                        new Expected(Severity.INFO, 1,
                                "1 of 2 measured points without energy: the counter can be read by root alone",
                                "paretoscope telemetry --device cuda:0 --seconds 2"),
                        run().batch(1, numbers(Metric.ENERGY_PER_TOKEN, 1)),
                        run(), "no point was measured"),
                new Fixture(NoCeilings.RULE, cpu().selfTest(null).batch(1, step(1)),
                        new Expected(Severity.INFO, 0, "no self-test went with the run",
                                "paretoscope selftest --device cpu"),
                        run().batch(1, step(1)), Optional.empty()),
                fixture(SelfTestNotPassed.RULE, run().selfTest(TestRun.selfTestJson(Check.Verdict.FAIL)),
                        new Expected(Severity.WARNING, 0, "Timer step: steps of 20 ns",
                                "paretoscope selftest --device cuda:0"),
                        run(),
                        run().selfTest("{}"), "the self-test cannot be read: 'self_test_version' is missing"));
    }
}
