package io.paretoscope.selftest;

import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.RoundRule;
import io.paretoscope.engine.WindowRule;
import io.paretoscope.opt.Precision;
import io.paretoscope.selftest.Check.Verdict;
import io.paretoscope.telemetry.DeviceTelemetry;
import io.paretoscope.telemetry.FullSpeed;
import io.paretoscope.telemetry.Telemetry;
import io.paretoscope.worker.JvmWorkerLauncher;
import io.paretoscope.worker.TinyModel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Everything real, on the CPU, for as short as it goes: that each part answers, not what. */
class SelfTestOnRealWorkerTest {
    private static final SelfTestPlan BRIEF = new SelfTestPlan(Duration.ofMillis(20),
            new RoundRule(1_000_000, 3, 20_000_000), List.of(Precision.FP32),
            new SelfTestPlan.Work(TinyModel.synthetic("tiny"), Precision.FP32, EngineKind.TORCHSCRIPT, 2, 4, 4, 3,
                    new WindowRule(0, 2, 1_000_000_000)));

    @Test
    void everyPartAnswersOnTheCpu() throws Exception {
        List<String> progress = new ArrayList<>();
        SelfTestReport report;
        try (Telemetry telemetry = DeviceTelemetry.open(DeviceId.CPU)) {
            report = new SelfTest(new JvmWorkerLauncher(System.getenv(), false), telemetry, FullSpeed::read,
                    InstantSource.system()).run(DeviceId.CPU, BRIEF, progress::add);
        }
        SelfTestReport.Performance found = report.performance().orElseThrow();
        assertInstanceOf(Finding.Found.class, found.copyRate(), found.toString());
        assertInstanceOf(Finding.Found.class, found.matrixRates().get(Precision.FP32), found.toString());
        Workload workload = assertInstanceOf(Workload.class,
                assertInstanceOf(Finding.Found.class, found.workload(), found.toString()).value());
        assertTrue(workload.sameTokens(), workload.toString());
        assertTrue(workload.batches() >= 6, workload.toString());
        assertInstanceOf(Finding.Found.class, report.instrument().workerClock());
        assertEquals(List.of("starting a worker", "copy rate", "matrix rate fp32", "known workload: tiny (synthetic)",
                "timer, energy counter and power reading"), progress);
        // Of the rates nothing is to be expected in so short a time; what is there or is not there must not fail.
        assertTrue(report.checks()
                .stream()
                .filter(check -> check.verdict() == Verdict.FAIL)
                .allMatch(check -> check.key().equals("workload") || check.key().equals("sampling")),
                report.checks().toString());
    }
}
