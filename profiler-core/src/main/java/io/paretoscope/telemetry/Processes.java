package io.paretoscope.telemetry;

import java.util.List;
import java.util.OptionalLong;

/** Which processes compute on a device. */
public sealed interface Processes {

    /**
     * One of them.
     *
     * @param pid as the driver gives it; inside a container it may be the host's number
     * @param memoryBytes device memory it holds, where the driver says
     */
    record OnDevice(long pid, OptionalLong memoryBytes) {}

    /** All of them. */
    record Listed(List<OnDevice> processes) implements Processes {
        public Listed {
            processes = List.copyOf(processes);
        }
    }

    /** Not to be had, and why. */
    record Unavailable(String reason) implements Processes {}
}
