package io.paretoscope.engine;

import io.paretoscope.cuda.CudaDriver;
import io.paretoscope.cuda.CudaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The most memory that this process has used on its device. On a CPU the peak of its resident set, which Linux keeps; on a GPU
 * what is in use on the whole device, which libtorch's allocator does not give back between steps and so still stands at
 * its peak when a point ends.
 */
public final class PeakMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");
    private static final String RESET_PEAK = "5";
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s*(\\d+) kB");

    private PeakMemory() {}

    /** Starts anew, where the system allows; without it the peak is that of the process so far. */
    public static void reset(DeviceId device) {
        if (device.isCpu() && Files.isWritable(CLEAR)) {
            try {
                Files.writeString(CLEAR, RESET_PEAK);
            } catch (IOException e) {
                return; // Forbidden in some containers: the peak then includes what ran before, which is still a peak.
            }
        }
    }

    /** The peak so far. */
    public static MemoryUse read(DeviceId device) {
        return device.isCpu() ? resident() : onGpu(device.index());
    }

    private static MemoryUse resident() {
        try {
            Matcher matcher = PEAK.matcher(Files.readString(STATUS));
            if (matcher.find()) {
                return new MemoryUse.Bytes(Long.parseLong(matcher.group(1)) * 1024);
            }
            return new MemoryUse.Unknown("this kernel reports no VmHWM");
        } catch (IOException e) {
            return new MemoryUse.Unknown("this system has no " + STATUS);
        }
    }

    private static MemoryUse onGpu(int index) {
        try {
            CudaDriver.Memory memory = CudaDriver.load().memory(index);
            return new MemoryUse.Bytes(memory.totalBytes() - memory.freeBytes());
        } catch (CudaException e) {
            return new MemoryUse.Unknown(String.valueOf(e.getMessage()));
        }
    }
}
