package io.paretoscope.sweep;

import io.paretoscope.replica.ReplicaLauncher;
import io.paretoscope.replica.ReplicaLimits;
import io.paretoscope.telemetry.MigInstances;
import io.paretoscope.worker.CpuCores;
import io.paretoscope.worker.WorkerException;
import io.paretoscope.worker.WorkerLauncher;

/** Replicas for tests on a machine without a GPU: there is neither MPS nor MIG. */
public final class TestReplicas {
    private TestReplicas() {}

    /** Replicas whose workers {@code launcher} starts. */
    public static ReplicaLauncher of(WorkerLauncher launcher) {
        return of(launcher, ReplicaLimits.DEFAULT);
    }

    /** The same, with other limits. */
    public static ReplicaLauncher of(WorkerLauncher launcher, ReplicaLimits limits) {
        return new ReplicaLauncher(launcher, () -> {
            throw new WorkerException("this machine has no MPS", null);
        }, _ -> new MigInstances.None("this machine has no MIG instance"), CpuCores::ofThisProcess,
                limits);
    }
}
