package io.paretoscope.telemetry;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RecordingTest {
    private static final Instant BEGAN = Instant.parse("2026-01-02T03:04:05Z");
    private static final String HEADER = "{\"format\":\"paretoscope-telemetry\",\"version\":1,\"device\":\"cpu\","
            + "\"began_at\":\"2026-01-02T03:04:05Z\",\"facts\":{},"
            + "\"series\":[{\"quantity\":\"energy_j\",\"source\":\"a test\"}],\"unavailable\":{}}";

    @TempDir
    Path folder;

    /** Recordings of real devices. */
    static Stream<Path> recordings() throws IOException, URISyntaxException {
        Path resources = Path.of(Objects.requireNonNull(RecordingTest.class.getResource("recordings")).toURI());
        try (Stream<Path> files = Files.list(resources)) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).toList().stream();
        }
    }

    private static Trace trace(Quantity quantity, long... nanos) {
        double[] values = new double[nanos.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = nanos[i] / 3.0;
        }
        return new Trace(quantity, "a test", nanos, values);
    }

    @Test
    void whatWasWrittenIsReadAgainToTheLastBit() throws IOException {
        Path file = folder.resolve("recording.jsonl");
        Traces traces = new Traces(List.of(trace(Quantity.POWER_INSTANT, 1007, 1107),
                trace(Quantity.ENERGY, 1003, 1053, 1103)), Map.of(Quantity.TEMPERATURE, "no sensor"));
        Map<String, Fact> facts = Map.of("GPU", new Fact.Known("Test"), "ECC", new Fact.Unavailable("none"));
        try (RecordingWriter writer = new RecordingWriter(file, "cuda:0", BEGAN, 1000, facts,
                traces.traces().stream().map(one -> new Series(one.quantity(), one.source())).toList(),
                traces.unavailable())) {
            writer.append(traces.between(0, 1053));
            writer.append(traces);
        }
        assertEquals(new Recording("cuda:0", BEGAN, facts, traces.shifted(-1000)), Recording.read(file));
    }

    @Test
    void aQuantityThatCeasedHasItsSamplesAndTheReason() throws IOException {
        Path file = folder.resolve("ceased.jsonl");
        Trace energy = trace(Quantity.ENERGY, 1003);
        try (RecordingWriter writer = new RecordingWriter(file, "cuda:0", BEGAN, 1000, Map.of(),
                List.of(new Series(energy.quantity(), energy.source())), Map.of())) {
            writer.append(new Traces(List.of(energy), Map.of()));
            writer.append(new Traces(List.of(energy), Map.of(Quantity.ENERGY, "the GPU is lost")));
        }
        assertEquals(new Traces(List.of(energy.shifted(-1000)), Map.of(Quantity.ENERGY, "the GPU is lost")),
                Recording.read(file).traces());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"[1,0]|line 2 is no line of a recording",
        "[1,1,5]|line 2 is no line of a recording", "[1,0,|line 2 is no line of a recording",
        "[5,0,1]@[4,0,2]|times fall at sample 1"})
    void aBrokenLineIsNamed(String lines, String expected) throws IOException {
        Path file = folder.resolve("broken.jsonl");
        Files.writeString(file, HEADER + "\n" + lines.replace('@', '\n') + "\n");
        String message = String.valueOf(assertThrows(IOException.class, () -> Recording.read(file)).getMessage());
        assertTrue(message.startsWith(file + ": ") && message.contains(expected), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\"format\":\"other\"}|not a recording of telemetry",
        "{\"format\":\"paretoscope-telemetry\",\"version\":2}|version 2 of the format, of which this program reads 1",
        "[]|line 1"})
    void anotherFileIsRefused(String header, String expected) throws IOException {
        Path file = folder.resolve("other.jsonl");
        Files.writeString(file, header + "\n");
        String message = String.valueOf(assertThrows(IOException.class, () -> Recording.read(file)).getMessage());
        assertTrue(message.contains(expected), message);
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        Path file = Files.createFile(folder.resolve("empty.jsonl"));
        assertEquals(file + ": is empty, expected a recording of telemetry",
                assertThrows(IOException.class, () -> Recording.read(file)).getMessage());
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void aRecordingOfARealDevicePlaysThroughTheSamplingUnchanged(Path file) throws IOException {
        Recording recording = Recording.read(file);
        Traces played = ReplayedTelemetry.play(recording);
        assertEquals(recording.traces(), played);
        assertTrue(recording.traces().traces().stream().anyMatch(trace -> trace.size() > 0));
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void aRecordingHasEveryQuantityOrTheReasonForItsAbsence(Path file) throws IOException {
        Traces traces = Recording.read(file).traces();
        for (Quantity quantity : Quantity.values()) {
            assertTrue(traces.find(quantity).isPresent() || traces.unavailable().containsKey(quantity),
                    quantity::key);
        }
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void whereARecordingHasACounterItsEnergyAgreesWithItsPower(Path file) throws IOException {
        Traces traces = ReplayedTelemetry.play(Recording.read(file));
        if (traces.find(Quantity.ENERGY).isEmpty() || traces.find(Quantity.POWER_AVERAGE).isEmpty()) {
            assertInstanceOf(Energy.Unavailable.class, EnergyMeter.energy(traces, 0, 1));
            return;
        }
        Trace power = traces.find(Quantity.POWER_AVERAGE).orElseThrow();
        long from = power.nanos(0) + 1_000_000_000L;
        long to = power.nanos(power.size() - 1) - 1_000_000_000L;
        double counted = joules(EnergyMeter.counted(traces, from, to));
        double integrated = joules(EnergyMeter.integrated(traces, Energy.Source.INTEGRATED_AVERAGE, from, to));
        assertEquals(counted, integrated, 0.05 * counted);
    }

    private static double joules(Energy energy) {
        return assertInstanceOf(Energy.Joules.class, energy).joules();
    }
}
