package io.paretoscope.telemetry;

import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What becomes of what drivers give, refuse and lack. */
class NvmlSourceTest {
    private static final UUID ID = UUID.fromString("a0a1a2a3-a4a5-a6a7-a8a9-aaabacadaeaf");

    private final AtomicInteger now = new AtomicInteger();

    private Sampling sampling(FakeNvml nvml) {
        return new Sampling(List.of(NvmlSource.open(nvml.library(), ID)), SamplingPeriods.DEFAULT,
                now::incrementAndGet);
    }

    private static Traces sampled(Sampling sampling, int rounds) {
        for (int i = 0; i < rounds; i++) {
            sampling.slots().forEach(sampling::take);
        }
        return sampling.cut(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private Traces sampled(FakeNvml nvml) {
        return sampled(sampling(nvml), 3);
    }

    private static double[] values(Traces traces, Quantity quantity) {
        return traces.find(quantity).orElseThrow(() -> new AssertionError(traces.whyNot(quantity))).values();
    }

    private static String source(Traces traces, Quantity quantity) {
        return traces.find(quantity).orElseThrow(() -> new AssertionError(traces.whyNot(quantity))).source();
    }

    private static String fact(TelemetrySource source, String name) {
        return Objects.requireNonNull(source.facts().get(name)).text();
    }

    /** Each field that is asked for has {@code result}, and a power by its number. */
    private static FakeNvml withFields(FakeNvml nvml, int result) {
        return nvml.put("nvmlDeviceGetFieldValues", arguments -> {
            Nvml.FieldValue first = (Nvml.FieldValue) arguments[2];
            for (Structure one : first.toArray((int) arguments[1])) {
                Nvml.FieldValue field = (Nvml.FieldValue) one;
                field.valueType = 1;
                field.nvmlReturn = result;
                field.value = field.fieldId == Nvml.FIELD_POWER_INSTANT ? 123_456 : 100_000;
                field.write();
            }
            return 0;
        });
    }

    private static FakeNvml withGpm() {
        AtomicInteger samples = new AtomicInteger(0x100);
        return new FakeNvml().put("nvmlGpmQueryDeviceSupport", arguments -> {
            ((Nvml.GpmSupport) arguments[1]).isSupportedDevice = 1;
            return 0;
        }).put("nvmlGpmSampleAlloc", arguments -> {
            ((PointerByReference) arguments[0]).setValue(new Pointer(samples.incrementAndGet()));
            return 0;
        }).returns("nvmlGpmSampleGet", 0).returns("nvmlGpmSampleFree", 0).put("nvmlGpmMetricsGet", arguments -> {
            Nvml.GpmMetricsGet get = (Nvml.GpmMetricsGet) arguments[0];
            get.read();
            for (int i = 0; i < get.numMetrics; i++) {
                get.metrics[i].writeField("value", get.metrics[i].metricId + 0.5);
                get.metrics[i].writeField("nvmlReturn", get.metrics[i].metricId == Nvml.GPM_FP16_UTIL
                        ? Nvml.ERROR_NOT_SUPPORTED
                        : 0);
            }
            return 0;
        });
    }

    @Test
    void everyQuantityOfAGpuIsThereOrHasAReason() {
        Traces traces = sampled(new FakeNvml());
        assertEquals(GpuQuantities.ALL, traces.unavailable().keySet());
        assertEquals(List.of(), traces.traces());
    }

    @Test
    void aFunctionThatTheDriverLacksIsNamed() {
        assertEquals("this driver has no nvmlDeviceGetTotalEnergyConsumption",
                sampled(new FakeNvml()).whyNot(Quantity.ENERGY));
    }

    @ParameterizedTest
    @CsvSource({"3, not supported by this device", "4, this user has no permission",
        "15, the GPU is lost: it fell off the bus", "777, error 777"})
    void anErrorIsAReasonAndNotAZero(int result, String words) {
        FakeNvml nvml = new FakeNvml().returns("nvmlDeviceGetTotalEnergyConsumption", result);
        Traces traces = sampled(nvml);
        assertTrue(traces.find(Quantity.ENERGY).isEmpty());
        assertEquals("nvmlDeviceGetTotalEnergyConsumption: " + words, traces.whyNot(Quantity.ENERGY));
    }

    @Test
    void whatTheDeviceDoesNotSupportIsAskedOnce() {
        FakeNvml nvml = new FakeNvml().returns("nvmlDeviceGetTotalEnergyConsumption", 3);
        Sampling sampling = sampling(nvml);
        sampled(sampling, 1);
        assertTrue(sampling.slots()
                .stream()
                .filter(slot -> slot.pace() == Pace.COUNTER)
                .allMatch(Sampling.Slot::hopeless));
    }

    @Test
    void energyComesInJoules() {
        FakeNvml nvml = new FakeNvml().gives("nvmlDeviceGetTotalEnergyConsumption", 1, 1_234_567_891_234L);
        assertEquals(1_234_567_891.234, values(sampled(nvml), Quantity.ENERGY)[0], 1e-3);
    }

    @Test
    void powerComesInWattsByField() {
        Traces traces = sampled(withFields(new FakeNvml(), 0));
        assertEquals(123.456, values(traces, Quantity.POWER_INSTANT)[0], 1e-9);
        assertEquals(100, values(traces, Quantity.POWER_AVERAGE)[0], 1e-9);
        assertEquals("nvmlDeviceGetFieldValues(NVML_FI_DEV_POWER_INSTANT)", source(traces, Quantity.POWER_INSTANT));
    }

    @ParameterizedTest
    @CsvSource({"7, 0, POWER_INSTANT", "8, 0, POWER_INSTANT", "8, 6, POWER_AVERAGE", "9, 0, POWER_AVERAGE"})
    void withoutTheFieldsPowerUsageIsWhatItMeansOnThatHardware(int major, int minor, Quantity meant) {
        FakeNvml nvml = withFields(new FakeNvml(), 2).gives("nvmlDeviceGetPowerUsage", 1, 250_000)
                .put("nvmlDeviceGetCudaComputeCapability", arguments -> {
                    ((IntByReference) arguments[1]).setValue(major);
                    ((IntByReference) arguments[2]).setValue(minor);
                    return 0;
                });
        Traces traces = sampled(nvml);
        assertEquals(250, values(traces, meant)[0], 1e-9);
        assertEquals("nvmlDeviceGetPowerUsage", source(traces, meant));
    }

    @Test
    void clockEventsAreReadByTheirNewName() {
        FakeNvml nvml = new FakeNvml().gives("nvmlDeviceGetCurrentClocksEventReasons", 1, 4)
                .gives("nvmlDeviceGetCurrentClocksThrottleReasons", 1, 8);
        assertEquals(4, values(sampled(nvml), Quantity.CLOCK_EVENTS)[0]);
    }

    @Test
    void clockEventsAreReadByTheirOldNameFromAnOldDriver() {
        Traces traces = sampled(new FakeNvml().gives("nvmlDeviceGetCurrentClocksThrottleReasons", 1, 8));
        assertEquals(8, values(traces, Quantity.CLOCK_EVENTS)[0]);
        assertEquals("nvmlDeviceGetCurrentClocksThrottleReasons", source(traces, Quantity.CLOCK_EVENTS));
    }

    @Test
    void temperatureIsReadTheOldWayFromAnOldDriver() {
        assertEquals(41, values(sampled(new FakeNvml().gives("nvmlDeviceGetTemperature", 2, 41)),
                Quantity.TEMPERATURE)[0]);
    }

    @Test
    void usedMemoryIsReadTheOldWayFromAnOldDriver() {
        FakeNvml nvml = new FakeNvml().put("nvmlDeviceGetMemoryInfo", arguments -> {
            ((Nvml.MemoryV1) arguments[1]).used = 5L << 30;
            return 0;
        });
        assertEquals(5L << 30, values(sampled(nvml), Quantity.MEMORY_USED)[0]);
    }

    @Test
    void usedMemoryIsAskedForWithTheVersionOfItsStructure() {
        FakeNvml nvml = new FakeNvml().put("nvmlDeviceGetMemoryInfo_v2", arguments -> {
            Nvml.MemoryV2 memory = (Nvml.MemoryV2) arguments[1];
            memory.used = 7;
            return memory.version == 0x0200_0028 ? 0 : 25;
        });
        assertEquals(7, values(sampled(nvml), Quantity.MEMORY_USED)[0]);
    }

    @Test
    void performanceMetricsAreMeansBetweenTwoSamples() {
        Traces traces = sampled(withGpm());
        assertEquals(2, values(traces, Quantity.SM_ACTIVITY).length);
        assertEquals(10.5, values(traces, Quantity.DRAM_BANDWIDTH)[0]);
    }

    @Test
    void aPerformanceMetricThatIsNotThereHasItsOwnReason() {
        assertEquals("nvmlGpmMetricsGet(13): not supported by this device",
                sampled(withGpm()).whyNot(Quantity.FP16_ACTIVITY));
    }

    @Test
    void aGpuBeforeHopperHasNoPerformanceMetrics() {
        FakeNvml nvml = new FakeNvml().returns("nvmlGpmQueryDeviceSupport", 0);
        assertEquals("this GPU has no performance monitoring (GPM), which begins with Hopper",
                sampled(nvml).whyNot(Quantity.SM_ACTIVITY));
    }

    @Test
    void underMigPerformanceMetricsAreNotAskedFor() {
        FakeNvml nvml = withGpm().gives("nvmlDeviceGetMigMode", 1, 1);
        assertTrue(sampled(nvml).whyNot(Quantity.SM_ACTIVITY).contains("while MIG is on"));
        assertFalse(nvml.called.contains("nvmlGpmSampleAlloc"));
    }

    @Test
    void aMigInstanceIsWatchedByItsWholeGpuAndSaysSo() {
        FakeNvml nvml = new FakeNvml().put("nvmlDeviceGetHandleByUUID", arguments -> {
            ((PointerByReference) arguments[1]).setValue(new Pointer(0x99));
            return ((String) arguments[0]).startsWith("MIG-") ? 0 : 6;
        }).put("nvmlDeviceGetDeviceHandleFromMigDeviceHandle", arguments -> {
            ((PointerByReference) arguments[1]).setValue(FakeNvml.DEVICE);
            return 0;
        });
        try (TelemetrySource source = NvmlSource.open(nvml.library(), ID)) {
            assertEquals(new Fact.Known("MIG-" + ID + "; all figures are those of the whole GPU"),
                    source.facts().get("MIG instance"));
        }
    }

    @Test
    void aGpuThatIsLostLeavesAGapAndAReason() {
        AtomicInteger calls = new AtomicInteger();
        FakeNvml nvml = new FakeNvml().put("nvmlDeviceGetClockInfo", arguments -> {
            ((IntByReference) arguments[2]).setValue(1980);
            return calls.incrementAndGet() > 4 ? Nvml.ERROR_GPU_IS_LOST : 0;
        });
        Traces traces = sampled(sampling(nvml), 5);
        assertEquals(2, values(traces, Quantity.SM_CLOCK).length);
        assertEquals("nvmlDeviceGetClockInfo: the GPU is lost: it fell off the bus",
                traces.whyNot(Quantity.SM_CLOCK));
    }

    @Test
    void aGpuThatComesBackHasNoReasonAnyMore() {
        AtomicInteger calls = new AtomicInteger();
        FakeNvml nvml = new FakeNvml().gives("nvmlDeviceGetTotalEnergyConsumption", 1, 1)
                .put("nvmlDeviceGetTotalEnergyConsumption", arguments -> calls.incrementAndGet() == 2 ? 15 : 0);
        Traces traces = sampled(nvml);
        assertEquals(2, values(traces, Quantity.ENERGY).length);
        assertFalse(traces.unavailable().containsKey(Quantity.ENERGY));
    }

    @Test
    void factsHaveUnitsAndReasons() {
        FakeNvml nvml = new FakeNvml().text("nvmlDeviceGetName", 1, "NVIDIA H200")
                .gives("nvmlDeviceGetPowerManagementLimit", 1, 700_000)
                .put("nvmlDeviceGetEccMode", arguments -> {
                    ((IntByReference) arguments[1]).setValue(1);
                    return 0;
                })
                .returns("nvmlDeviceGetEnforcedPowerLimit", 4);
        try (TelemetrySource source = NvmlSource.open(nvml.library(), ID)) {
            assertEquals("NVIDIA H200", fact(source, "GPU"));
            assertEquals("700.0 W", fact(source, "power limit requested"));
            assertEquals("on, off after a restart", fact(source, "ECC"));
            assertEquals("unavailable: nvmlDeviceGetEnforcedPowerLimit: this user has no permission",
                    fact(source, "power limit enforced"));
        }
    }

    @Test
    void processesAreListedHoweverMany() {
        FakeNvml nvml = new FakeNvml().put("nvmlDeviceGetComputeRunningProcesses_v3", arguments -> {
            IntByReference count = (IntByReference) arguments[1];
            int room = count.getValue();
            count.setValue(40);
            if (room < 40) {
                return Nvml.ERROR_INSUFFICIENT_SIZE;
            }
            Structure[] all = ((Nvml.ProcessInfo) arguments[2]).toArray(room);
            for (int i = 0; i < 40; i++) {
                Nvml.ProcessInfo process = (Nvml.ProcessInfo) all[i];
                process.pid = 1000 + i;
                process.usedGpuMemory = i == 0 ? -1 : 1 << 20;
                process.write();
            }
            return 0;
        });
        try (TelemetrySource source = NvmlSource.open(nvml.library(), ID)) {
            List<Processes.OnDevice> processes = assertInstanceOf(Processes.Listed.class, source.processes())
                    .processes();
            assertEquals(40, processes.size());
            assertEquals(new Processes.OnDevice(1000, OptionalLong.empty()), processes.get(0));
            assertEquals(new Processes.OnDevice(1001, OptionalLong.of(1 << 20)), processes.get(1));
        }
    }

    @Test
    void anUnknownGpuIsAReasonForEveryQuantity() {
        FakeNvml nvml = new FakeNvml().returns("nvmlDeviceGetHandleByUUID", 6);
        TelemetrySource source = NvmlSource.open(nvml.library(), ID);
        assertEquals("nvmlDeviceGetHandleByUUID: not found", source.unavailable().get(Quantity.POWER_INSTANT));
        assertEquals("nvmlShutdown", nvml.called.getLast());
    }

    @Test
    void aDriverThatDoesNotStartIsAReasonForEveryQuantity() {
        TelemetrySource source = NvmlSource.open(new FakeNvml().returns("nvmlInit_v2", 9).library(), ID);
        assertEquals("nvmlInit_v2: the NVIDIA driver is not loaded", source.unavailable().get(Quantity.ENERGY));
    }

    @Test
    void closingFreesTheSamplesAndTheLibrary() {
        FakeNvml nvml = withGpm();
        NvmlSource.open(nvml.library(), ID).close();
        assertEquals(List.of("nvmlGpmSampleFree", "nvmlGpmSampleFree", "nvmlShutdown"),
                nvml.called.subList(nvml.called.size() - 3, nvml.called.size()));
    }

    @Test
    void nothingIsEverSet() {
        FakeNvml nvml = withGpm();
        try (TelemetrySource source = NvmlSource.open(nvml.library(), ID)) {
            source.facts();
            source.processes();
        }
        sampled(nvml);
        assertEquals(List.of(), nvml.called.stream().filter(name -> name.contains("Set")).toList());
    }
}
