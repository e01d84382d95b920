package io.paretoscope.worker;

import java.util.List;
import java.util.Map;

/**
 * Where and how a worker process runs, beside the device.
 *
 * @param environment variables of its environment, added to the launcher's or in place of those
 * @param cpus logical CPUs, by the system's numbers, on which the whole process runs; empty for all
 */
public record WorkerPlace(Map<String, String> environment, List<Integer> cpus) {
    /** Anywhere, in the launcher's environment. */
    public static final WorkerPlace ANYWHERE = new WorkerPlace(Map.of(), List.of());

    public WorkerPlace {
        environment = Map.copyOf(environment);
        cpus = List.copyOf(cpus);
    }
}
