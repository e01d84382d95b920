package io.paretoscope.telemetry;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.paretoscope.engine.DeviceId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/** What a driver tells of MIG instances, and what is said where there are none. */
class MigInstancesTest {
    private static final UUID ID = UUID.fromString("a0a1a2a3-a4a5-a6a7-a8a9-aaabacadaeaf");
    private static final long HALF = 70L << 30;
    private static final String CREATE = "'sudo nvidia-smi mig -i 2 -cgi PROFILE,PROFILE -C' with profiles that"
            + " 'sudo nvidia-smi mig -i 2 -lgip' lists";
    private static final long FIRST = 0x2000;

    private static boolean isWhole(Object handle) {
        return FakeNvml.DEVICE.equals(handle);
    }

    private static long number(Object handle) {
        return Pointer.nativeValue((Pointer) handle) - FIRST;
    }

    private static int text(Object into, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, (byte[]) into, 0, bytes.length);
        return 0;
    }

    private static FakeNvml mode(int current, int pending) {
        return new FakeNvml().put("nvmlDeviceGetMigMode", arguments -> {
            ((IntByReference) arguments[1]).setValue(current);
            ((IntByReference) arguments[2]).setValue(pending);
            return 0;
        })
                .put("nvmlDeviceGetName", arguments -> text(arguments[1],
                        isWhole(arguments[0]) ? "NVIDIA H200" : "NVIDIA H200 MIG 3g.71gb"))
                .gives("nvmlDeviceGetIndex", 1, 2)
                .gives("nvmlDeviceGetMaxMigDeviceCount", 1, 7);
    }

    /** Two halves, of which the driver counts the second as its fourth. */
    private static FakeNvml halves() {
        return mode(1, 1).put("nvmlDeviceGetMigDeviceHandleByIndex", arguments -> {
            int index = (int) arguments[1];
            if (index != 0 && index != 3) {
                return Nvml.ERROR_NOT_FOUND;
            }
            ((PointerByReference) arguments[2]).setValue(new Pointer(FIRST + index));
            return 0;
        })
                .put("nvmlDeviceGetUUID", arguments -> text(arguments[1], "MIG-" + number(arguments[0])))
                .put("nvmlDeviceGetGpuInstanceId", arguments -> {
                    ((IntByReference) arguments[1]).setValue((int) number(arguments[0]) + 1);
                    return 0;
                })
                .put("nvmlDeviceGetMemoryInfo", arguments -> {
                    ((Nvml.MemoryV1) arguments[1]).total = HALF;
                    return 0;
                })
                .put("nvmlDeviceGetAttributes_v2", arguments -> {
                    Nvml.DeviceAttributes attributes = (Nvml.DeviceAttributes) arguments[1];
                    attributes.multiprocessorCount = 60;
                    attributes.gpuInstanceSliceCount = 3;
                    attributes.computeInstanceSliceCount = 2;
                    return 0;
                });
    }

    private static MigInstances list(FakeNvml nvml) {
        return NvmlMig.list(nvml.library(), 0, Optional.of(ID));
    }

    private static String reason(FakeNvml nvml) {
        return assertInstanceOf(MigInstances.None.class, list(nvml)).reason();
    }

    private static MigInstances.Instance half(int index) {
        return new MigInstances.Instance("MIG-" + index, "NVIDIA H200 MIG 3g.71gb", OptionalLong.of(HALF),
                OptionalInt.of(index + 1), OptionalInt.of(3), OptionalInt.of(2), OptionalInt.of(60));
    }

    @Test
    void instancesAreListedDespiteGapsInTheirNumbers() {
        assertEquals(new MigInstances.Listed("NVIDIA H200", List.of(half(0), half(3))), list(halves()));
    }

    @Test
    void theGpuIsFoundByAnInstanceThatCudaTakesForIt() {
        FakeNvml nvml = halves().put("nvmlDeviceGetHandleByUUID", arguments -> {
            if (!arguments[0].equals("MIG-" + ID)) {
                return Nvml.ERROR_NOT_FOUND;
            }
            ((PointerByReference) arguments[1]).setValue(new Pointer(FIRST));
            return 0;
        }).put("nvmlDeviceGetDeviceHandleFromMigDeviceHandle", arguments -> {
            assertFalse(isWhole(arguments[0]));
            ((PointerByReference) arguments[1]).setValue(FakeNvml.DEVICE);
            return 0;
        });
        assertEquals(2, assertInstanceOf(MigInstances.Listed.class, list(nvml)).instances().size());
    }

    @Test
    void aGpuThatCudaDoesNotSeeIsFoundByItsNumber() {
        FakeNvml nvml = mode(1, 1).returns("nvmlDeviceGetMigDeviceHandleByIndex", Nvml.ERROR_NOT_FOUND)
                .put("nvmlDeviceGetHandleByIndex_v2", arguments -> {
                    assertEquals(2, arguments[0]);
                    ((PointerByReference) arguments[1]).setValue(FakeNvml.DEVICE);
                    return 0;
                });
        assertEquals(
                new MigInstances.None("MIG mode is enabled on NVIDIA H200, but there are no instances; an administrator"
                        + " makes them by " + CREATE),
                NvmlMig.list(nvml.library(), 2, Optional.empty()));
    }

    @Test
    void whatTheDriverDoesNotTellIsNotNought() {
        FakeNvml nvml = halves().returns("nvmlDeviceGetGpuInstanceId", Nvml.ERROR_NO_PERMISSION)
                .returns("nvmlDeviceGetMemoryInfo", Nvml.ERROR_NO_PERMISSION)
                .returns("nvmlDeviceGetAttributes_v2", Nvml.ERROR_FUNCTION_NOT_FOUND);
        assertEquals(
                new MigInstances.Instance("MIG-0", "NVIDIA H200 MIG 3g.71gb", OptionalLong.empty(),
                        OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty()),
                assertInstanceOf(MigInstances.Listed.class, list(nvml)).instances().getFirst());
    }

    @Test
    void attributesThatAreLeftOutAreNotNought() {
        FakeNvml nvml = halves().returns("nvmlDeviceGetAttributes_v2", 0);
        assertEquals(OptionalInt.empty(),
                assertInstanceOf(MigInstances.Listed.class, list(nvml)).instances().getFirst().gpuSlices());
    }

    @Test
    void aWholeGpuSaysHowItWouldBeDivided() {
        assertEquals("MIG mode is disabled on NVIDIA H200; an administrator enables it, with no process on the GPU, by"
                + " 'sudo nvidia-smi -i 2 -mig 1', and makes instances by " + CREATE, reason(mode(0, 0)));
    }

    @Test
    void aGpuThatWaitsForAResetSaysSo() {
        assertEquals("MIG mode of NVIDIA H200 waits for a reset of the GPU; an administrator resets it, with no process"
                + " on it, by 'sudo nvidia-smi -i 2 --gpu-reset', and makes instances by " + CREATE,
                reason(mode(0, 1)));
    }

    @Test
    void aGpuWithoutMigSaysWhichHaveIt() {
        assertEquals("NVIDIA H200 cannot be divided by MIG, as A30, A100, H100 and H200 can",
                reason(mode(0, 0).returns("nvmlDeviceGetMigMode", Nvml.ERROR_NOT_SUPPORTED)));
    }

    @ParameterizedTest
    @CsvSource({"nvmlInit_v2", "nvmlDeviceGetMigMode", "nvmlDeviceGetMaxMigDeviceCount",
        "nvmlDeviceGetMigDeviceHandleByIndex", "nvmlDeviceGetUUID"})
    void aCallThatFailsIsTheReason(String name) {
        assertEquals(name + ": this user has no permission", reason(halves().returns(name, Nvml.ERROR_NO_PERMISSION)));
    }

    @Test
    void aDriverWithoutMigIsTheReason() {
        assertEquals("this driver has no nvmlDeviceGetMigMode",
                reason(new FakeNvml().text("nvmlDeviceGetName", 1, "NVIDIA H200")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theLibraryIsGivenBack(boolean works) {
        FakeNvml nvml = works ? halves() : mode(0, 0);
        Objects.requireNonNull(list(nvml));
        assertEquals("nvmlShutdown", nvml.called.getLast());
    }

    @Test
    void nothingIsCalledThatChangesTheGpu() {
        FakeNvml nvml = halves();
        Objects.requireNonNull(list(nvml));
        assertEquals(List.of(),
                nvml.called.stream()
                        .filter(name -> !name.matches("nvmlInit_v2|nvmlShutdown|nvmlDeviceGet.*"))
                        .toList());
    }

    @Test
    void aCpuHasNone() {
        assertEquals(new MigInstances.None("a CPU has no MIG instances"), MigInstances.of(DeviceId.CPU));
    }
}
