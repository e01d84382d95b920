package io.paretoscope.cli;

import com.google.gson.JsonObject;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Recording;
import io.paretoscope.telemetry.SamplingPeriods;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code telemetry}, which Ctrl-C ends as soon as it has begun wherever its end does not matter. */
class TelemetryCommandTest {
    @TempDir
    Path folder;

    private CliRig interrupted() {
        CliRig rig = new CliRig(folder);
        rig.onInterruptHandler = () -> {
            Runnable interrupt = rig.interrupt;
            if (interrupt != null) {
                interrupt.run();
            }
        };
        return rig;
    }

    private JsonObject quantity(CliRig.Outcome outcome, Quantity quantity) {
        return outcome.document()
                .getAsJsonArray("quantities")
                .asList()
                .stream()
                .map(element -> element.getAsJsonObject())
                .filter(object -> object.get("quantity").getAsString().equals(quantity.key()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void showsFactsFirst() {
        assertEquals("GPU        Fake 9000", interrupted().run("telemetry").out().lines().findFirst().orElse(""));
    }

    @Test
    void showsWhatWasSampledWithItsSource() {
        CliRig.Outcome outcome = interrupted().run("telemetry");
        assertTrue(outcome.out()
                .lines()
                .anyMatch(line -> line.matches("Power +W +3 +100.0 +300.0 +600.0 +the fake's meter")), outcome.out());
    }

    @Test
    void showsWhyAQuantityIsUnavailable() {
        CliRig.Outcome outcome = interrupted().run("telemetry");
        assertTrue(outcome.out().contains("\nEnergy: unavailable: no counter in a fake\n"), outcome.out());
    }

    @Test
    void showsTheShareOfEachClockEvent() {
        CliRig.Outcome outcome = interrupted().run("telemetry");
        assertTrue(outcome.out().contains("\nClock event reasons: power cap in 75.0 % of the samples\n"),
                outcome.out());
    }

    @Test
    void showsWhatTheSamplingCosts() {
        CliRig.Outcome outcome = interrupted().run("telemetry");
        assertTrue(outcome.out()
                .contains("sampling: 20 rounds every 50 ms, late by 60 µs (median) and 900 µs (99 %), a round takes "
                        + "110 µs (median); 1.3 % of one core"),
                outcome.out());
    }

    @Test
    void asJsonGivesNullAndTheReasonForWhatIsUnavailable() {
        JsonObject energy = quantity(interrupted().run("telemetry", "--json"), Quantity.ENERGY);
        assertTrue(energy.get("max").isJsonNull() && energy.get("source").isJsonNull());
        assertEquals("no counter in a fake", energy.get("unavailable").getAsString());
    }

    @Test
    void asJsonGivesTheNumbersInFull() {
        JsonObject power = quantity(interrupted().run("telemetry", "--json"), Quantity.POWER_INSTANT);
        assertEquals(300, power.get("mean").getAsDouble());
        assertTrue(power.get("unavailable").isJsonNull());
    }

    @Test
    void asJsonGivesNullForUnknownMemoryOfAProcess() {
        JsonObject process = interrupted().run("telemetry", "--json")
                .document()
                .getAsJsonObject("processes")
                .getAsJsonArray("listed")
                .get(0)
                .getAsJsonObject();
        assertEquals(42, process.get("pid").getAsLong());
        assertTrue(process.get("memory_bytes").isJsonNull());
    }

    @Test
    void watchesTheNamedDeviceAtThePeriodAskedFor() {
        CliRig rig = interrupted();
        rig.run("telemetry", "--device", "cuda:1", "--period", "20");
        assertEquals(DeviceId.cuda(1), rig.watched);
        assertEquals(SamplingPeriods.around(Duration.ofMillis(20)), rig.samplingPeriods);
    }

    @Test
    void keepsEverySampleOnce() throws IOException {
        interrupted().run("telemetry", "--record", "watch.jsonl");
        Recording recording = Recording.read(folder.resolve("watch.jsonl"));
        assertEquals(3, recording.traces().find(Quantity.POWER_INSTANT).orElseThrow().size());
        assertEquals("no counter in a fake", recording.traces().whyNot(Quantity.ENERGY));
    }

    @Test
    void aFileThatCannotBeWrittenIsSaidBeforeTheWatchBegins() {
        CliRig rig = interrupted();
        CliRig.Outcome outcome = rig.run("telemetry", "--record", "none/watch.jsonl");
        assertEquals(1, outcome.exitCode());
        assertEquals("paretoscope telemetry: --record " + folder.resolve("none/watch.jsonl")
                + ": there is no folder " + folder.resolve("none"), outcome.err().strip());
        assertFalse(rig.interruptHandled);
    }

    @Test
    void endsWhenItsTimeIsOver() {
        assertEquals(0, new CliRig(folder).run("telemetry", "--seconds", "1").exitCode());
    }

    @Test
    void ctrlCEndsItWithItsOwnExitCodeAndTheResults() {
        CliRig rig = interrupted();
        CliRig.Outcome outcome = rig.run("telemetry", "--json");
        assertEquals(130, outcome.exitCode());
        assertTrue(outcome.document().get("seconds").getAsDouble() > 0);
        assertTrue(rig.telemetry.closed);
        assertFalse(rig.interruptHandled);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"--seconds 0|--seconds 0: must be from 1 to 86400",
        "--period 0|--period: a period of 0 ms: must be from 1 to 60000 ms",
        "--period x|Invalid value for option '--period': 'x' is not a whole number up to 2147483647",
        "--device tpu|Invalid value for option '--device': unknown device 'tpu': cpu or cuda:N, such as cuda:0"})
    void wrongUsageSaysWhatWouldBeRight(String options, String expected) {
        CliRig.Outcome outcome = new CliRig(folder).run(("telemetry " + options).split(" "));
        assertEquals(2, outcome.exitCode());
        assertEquals("paretoscope telemetry: " + expected, outcome.errLines().getFirst());
    }
}
