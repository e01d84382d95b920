package io.paretoscope.workbench;

import com.google.gson.JsonParser;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.PrecisionReport;
import io.paretoscope.engine.RoundRule;
import io.paretoscope.engine.WindowRule;
import io.paretoscope.opt.Precision;
import io.paretoscope.selftest.KeptSelfTests;
import io.paretoscope.selftest.SelfTestJson;
import io.paretoscope.selftest.SelfTestPlan;
import io.paretoscope.selftest.SelfTestReport;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.FakeWorkers;
import io.paretoscope.telemetry.SilentTelemetry;
import io.paretoscope.worker.TinyModel;
import io.paretoscope.worker.WorkerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Self-tests with workers that answer at once: what is kept of them, and what goes with a run. */
class LocalSelfTestsTest {
    private static final DeviceReport CPU = new DeviceReport(DeviceId.CPU, "Test CPU", OptionalLong.empty(),
            OptionalLong.empty(), "2.7.1", List.of(new PrecisionReport(Precision.FP32, Optional.empty())),
            Optional.empty());
    private static final HostConditions CONDITIONS = new HostConditions("1.2.3");

    @TempDir
    Path folder;

    private final SilentTelemetry telemetry = new SilentTelemetry();
    private final List<String> progress = new ArrayList<>();

    private LocalSelfTests selfTests() {
        return new LocalSelfTests(new FakeWorkers(_ -> {}), _ -> telemetry, CONDITIONS,
                new KeptSelfTests(folder.resolve("selftest")),
                device -> new SelfTestPlan(Duration.ofMillis(1), new RoundRule(1, 3, 1), device.offered(),
                        new SelfTestPlan.Work(TinyModel.synthetic("tiny"), Precision.FP32, EngineKind.TORCHSCRIPT, 2, 4,
                                4, 3,
                                new WindowRule(0, 1, 1))));
    }

    @Test
    void theReportGoesWithLaterRunsUnderTheSameConditions() throws WorkerException {
        SelfTestReport report = selfTests().run(CPU, progress::add);
        String json = selfTests().forRun(DeviceId.CPU, CONDITIONS.on(CPU, telemetry), telemetry, Optional.empty());
        assertEquals(SelfTestJson.of(report), JsonParser.parseString(json));
    }

    @Test
    void underOtherConditionsARunGetsTheShortForm() throws WorkerException {
        selfTests().run(CPU, progress::add);
        String json = selfTests().forRun(DeviceId.CPU, new Conditions(Map.of("device", "another"), Map.of()), telemetry,
                Optional.empty());
        assertEquals("brief", JsonParser.parseString(json).getAsJsonObject().get("form").getAsString());
    }

    @Test
    void whereItIsKeptIsSaidLast() throws WorkerException {
        selfTests().run(CPU, progress::add);
        assertEquals("kept in " + folder.resolve("selftest").resolve("cpu.json"), progress.getLast());
    }

    @Test
    void aReportThatCannotBeKeptIsThereAllTheSame() throws WorkerException, IOException {
        Files.createFile(folder.resolve("selftest"));
        SelfTestReport report = selfTests().run(CPU, progress::add);
        assertTrue(report.performance().isPresent());
        assertTrue(progress.getLast().startsWith("the self-test cannot be kept in "), progress.toString());
    }
}
