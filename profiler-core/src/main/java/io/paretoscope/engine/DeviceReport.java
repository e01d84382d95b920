package io.paretoscope.engine;

import io.paretoscope.opt.Precision;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a device of this machine.
 *
 * @param id how to ask for it
 * @param name what its maker calls it
 * @param totalBytes its memory; empty where it could not be read
 * @param freeBytes its memory not in use at the time of the report; empty where it could not be read
 * @param contextBytes device memory that a process holds there beside its model: the context, and what the libraries load to run
 *     one; measured with a tiny model, empty on the CPU and where it could not be
 * @param library the libtorch in use on it, with version, flavor and folder; empty where none can be used
 * @param precisions each precision, tried there; empty where the device cannot be used
 * @param ownKernels whether own kernels can run on it, without which no decode step becomes a CUDA graph
 * @param obstacle why it cannot be used and what to do; empty where it can
 */
public record DeviceReport(DeviceId id, String name, OptionalLong totalBytes, OptionalLong freeBytes,
        OptionalLong contextBytes, String library, List<PrecisionReport> precisions, OwnKernels ownKernels,
        Optional<String> obstacle) {
    public DeviceReport {
        precisions = List.copyOf(precisions);
    }

    /** A report that does not know what a context takes, nor whether own kernels can run. */
    public DeviceReport(DeviceId id, String name, OptionalLong totalBytes, OptionalLong freeBytes, String library,
            List<PrecisionReport> precisions, Optional<String> obstacle) {
        this(id, name, totalBytes, freeBytes, OptionalLong.empty(), library, precisions,
                new OwnKernels.Unavailable("they were not tried"), obstacle);
    }

    /** The same with what a process was seen to hold. */
    public DeviceReport withContext(OptionalLong bytes) {
        return new DeviceReport(id, name, totalBytes, freeBytes, bytes, library, precisions, ownKernels, obstacle);
    }

    /** The same with what came of trying own kernels. */
    public DeviceReport withOwnKernels(OwnKernels kernels) {
        return new DeviceReport(id, name, totalBytes, freeBytes, contextBytes, library, precisions, kernels, obstacle);
    }

    /** Whether an engine can run here. */
    public boolean usable() {
        return obstacle.isEmpty();
    }

    /** Why {@code precision} is not offered here; empty where it is. */
    public Optional<String> obstacleTo(Precision precision) {
        if (obstacle.isPresent()) {
            return obstacle;
        }
        return precisions.stream()
                .filter(report -> report.precision() == precision)
                .findFirst()
                .map(PrecisionReport::obstacle)
                .orElse(Optional.of(precision + " was not tried on " + id));
    }

    /** The precisions that are offered here. */
    public List<Precision> offered() {
        return precisions.stream()
                .filter(report -> report.obstacle().isEmpty())
                .map(PrecisionReport::precision)
                .toList();
    }
}
