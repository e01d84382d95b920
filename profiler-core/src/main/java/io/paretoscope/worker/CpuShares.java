package io.paretoscope.worker;

import java.util.List;

/** The processor's cores shared out to replicas, or why they are not. */
public sealed interface CpuShares {
    /**
     * Each replica has cores of its own.
     *
     * @param cpus for each replica the numbers of its logical CPUs, ascending
     * @param idleCores how many physical cores no replica has, since they do not go round
     */
    record Shared(List<List<Integer>> cpus, int idleCores) implements CpuShares {
        /** Takes copies of the lists. */
        public Shared {
            cpus = cpus.stream().map(List::copyOf).toList();
        }
    }

    /**
     * Replicas cannot be kept apart.
     *
     * @param reason why, in one line
     */
    record NotShared(String reason) implements CpuShares {}
}
