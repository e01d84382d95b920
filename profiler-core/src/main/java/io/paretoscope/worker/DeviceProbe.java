package io.paretoscope.worker;

import io.paretoscope.cuda.CudaDriver;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.OwnKernels;
import io.paretoscope.engine.PrecisionReport;
import io.paretoscope.opt.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what this machine's devices can do by trying it, in workers of its own: what kills one of them is an answer, not
 * an accident.
 */
public final class DeviceProbe {
    /** What helps where a GPU has no libtorch to run on. */
    private static final String GET_CUDA = "install one with 'paretoscope engine install' (fetches about 2.5 GB; from"
            + " files or a torch that is there: 'paretoscope engine --help')";

    private final JvmWorkerLauncher launcher;

    /** A probe that starts its workers with {@code launcher}. */
    public DeviceProbe(JvmWorkerLauncher launcher) {
        this.launcher = launcher;
    }

    /** The CPU, then each GPU of the driver; where there is none, a report on {@code cuda:0} that says why. */
    public List<DeviceReport> probe() {
        List<DeviceReport> reports = new ArrayList<>();
        WorkerService.GpusReply gpus = new WorkerService.GpusReply(List.of(), null, "it was not looked for");
        try (WorkerProcess worker = launcher.start(DeviceId.CPU)) {
            gpus = worker.await(worker.service().gpus());
            reports.add(report(DeviceId.CPU, processorName(), worker).withOwnKernels(ownKernels(DeviceId.CPU, worker)));
        } catch (WorkerException e) {
            reports.add(unusable(DeviceId.CPU, processorName(), OptionalLong.empty(), String.valueOf(e.getMessage())));
        }
        if (gpus.gpus().isEmpty()) {
            String reason = gpus.obstacle() == null ? "the NVIDIA driver sees no GPU" : gpus.obstacle();
            reports.add(unusable(DeviceId.cuda(0), "NVIDIA GPU", OptionalLong.empty(), "no GPU: " + reason));
        }
        for (CudaDriver.Gpu gpu : gpus.gpus()) {
            reports.add(gpu(gpu));
        }
        return List.copyOf(reports);
    }

    private DeviceReport gpu(CudaDriver.Gpu gpu) {
        DeviceId id = DeviceId.cuda(gpu.ordinal());
        OptionalLong total = OptionalLong.of(gpu.totalBytes());
        try (WorkerProcess worker = launcher.start(id)) {
            WorkerService.LibraryReply library = worker.await(worker.service().library());
            if (library.cudaDevices() == 0) {
                return unusable(id, gpu.name(), total, library.library() + " has no CUDA: " + GET_CUDA);
            }
            DeviceReport report = report(id, gpu.name(), worker);
            return report.withContext(contextBytes(id, worker, report.offered())).withOwnKernels(ownKernels(id));
        } catch (WorkerException e) {
            return unusable(id, gpu.name(), total, namesLibrary(id)
                    ? String.valueOf(e.getMessage())
                    : e.getMessage() + "; " + GET_CUDA);
        }
    }

    /** Whether another libtorch than the one that failed would have to be named, not installed. */
    private boolean namesLibrary(DeviceId id) {
        try {
            return launcher.hasOwnLibrary(id);
        } catch (WorkerException e) {
            // The choice itself is what is wrong, and has been said.
            return true;
        }
    }

    /**
     * What one more process takes there: {@code watching} sees less free memory once another has run a tiny model. Empty where that
     * fails, or where something else has freed as much meanwhile.
     */
    private OptionalLong contextBytes(DeviceId id, WorkerProcess watching, List<Precision> offered) {
        if (offered.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            OptionalLong before = free(id, watching);
            try (WorkerProcess other = launcher.start(id)) {
                tried(other, id, offered.getLast());
                OptionalLong after = free(id, watching);
                long taken = before.orElse(0) - after.orElse(0);
                return before.isPresent() && after.isPresent() && taken > 0
                        ? OptionalLong.of(taken)
                        : OptionalLong.empty();
            }
        } catch (WorkerException e) {
            return OptionalLong.empty();
        }
    }

    /** In a worker of its own: what was tried before may have ended the others. */
    private OwnKernels ownKernels(DeviceId id) {
        try (WorkerProcess worker = launcher.start(id)) {
            return ownKernels(id, worker);
        } catch (WorkerException e) {
            return new OwnKernels.Unavailable(String.valueOf(e.getMessage()));
        }
    }

    private static OwnKernels ownKernels(DeviceId id, WorkerProcess worker) {
        try {
            String obstacle = worker.await(worker.service().ownKernels(id.toString())).obstacle();
            return obstacle == null ? new OwnKernels.Available() : new OwnKernels.Unavailable(obstacle);
        } catch (WorkerException e) {
            return new OwnKernels.Unavailable("they were tried and failed: " + e.getMessage());
        }
    }

    private static OptionalLong free(DeviceId id, WorkerProcess worker) throws WorkerException {
        return bytes(worker.await(worker.service().capacity(id.toString())).freeBytes());
    }

    private DeviceReport report(DeviceId id, String name, WorkerProcess first) throws WorkerException {
        String library = first.library();
        WorkerService.CapacityReply capacity = first.await(first.service().capacity(id.toString()));
        List<PrecisionReport> precisions = new ArrayList<>();
        WorkerProcess worker = first;
        try {
            for (Precision precision : Precision.values()) {
                try {
                    precisions.add(new PrecisionReport(precision, tried(worker, id, precision)));
                } catch (WorkerException e) {
                    precisions.add(new PrecisionReport(precision,
                            Optional.of(precision + " was tried and failed: " + e.getMessage())));
                    closeUnless(first, worker);
                    worker = launcher.start(id);
                }
            }
        } finally {
            closeUnless(first, worker);
        }
        return new DeviceReport(id, name, bytes(capacity.totalBytes()), bytes(capacity.freeBytes()), library,
                precisions, Optional.empty());
    }

    private static void closeUnless(WorkerProcess borrowed, WorkerProcess worker) {
        if (worker != borrowed) {
            worker.close();
        }
    }

    private static Optional<String> tried(WorkerProcess worker, DeviceId id, Precision precision)
            throws WorkerException {
        WorkerService.TryRequest request = new WorkerService.TryRequest(id.toString(), precision);
        return Optional.ofNullable(worker.await(worker.service().tryPrecision(request)).obstacle());
    }

    private static OptionalLong bytes(@Nullable Long bytes) {
        return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    private static DeviceReport unusable(DeviceId id, String name, OptionalLong total, String obstacle) {
        return new DeviceReport(id, name, total, OptionalLong.empty(), "", List.of(), Optional.of(obstacle));
    }

    private static String processorName() {
        return Processor.name() + ", " + Runtime.getRuntime().availableProcessors() + " logical cores";
    }
}
