package io.paretoscope.cuda;

/**
 * How a kernel is launched.
 *
 * @param gridX blocks along x
 * @param gridY blocks along y
 * @param gridZ blocks along z
 * @param threads of a block, along x
 * @param dynamicSharedBytes of a block, beside {@link CudaKernel#sharedBytes}
 * @param programmatic whether it may start before the kernel ahead of it in the stream has ended, as far as that kernel allows; it
 *     must then wait by {@code griddepcontrol.wait} before it touches what that kernel writes. Captured as a programmatic edge.
 *     Needs compute capability 9.0
 * @param clusterY blocks along y that form a cluster, whose number {@code gridY} is a multiple of; 1 for none. More need compute
 *     capability 9.0
 * @param cooperative whether all blocks have to be on the card at the same time, so that they can wait for each other
 */
public record KernelLaunch(int gridX, int gridY, int gridZ, int threads, int dynamicSharedBytes, boolean programmatic,
        int clusterY, boolean cooperative) {

    /** A launch without any of the special manners. */
    public static KernelLaunch of(int gridX, int gridY, int gridZ, int threads, int dynamicSharedBytes) {
        return new KernelLaunch(gridX, gridY, gridZ, threads, dynamicSharedBytes, false, 1, false);
    }

    /** The same, overlapping with the kernel ahead of it or not. */
    public KernelLaunch programmatic(boolean overlaps) {
        return new KernelLaunch(gridX, gridY, gridZ, threads, dynamicSharedBytes, overlaps, clusterY, cooperative);
    }

    /** The same in clusters of so many blocks along y. */
    public KernelLaunch clusters(int blocks) {
        return new KernelLaunch(gridX, gridY, gridZ, threads, dynamicSharedBytes, programmatic, blocks, cooperative);
    }

    /** The same with all blocks on the card at the same time. */
    public KernelLaunch allAtOnce() {
        return new KernelLaunch(gridX, gridY, gridZ, threads, dynamicSharedBytes, programmatic, clusterY, true);
    }

    boolean plain() {
        return !programmatic && clusterY == 1 && !cooperative;
    }

    @Override
    public String toString() {
        return gridX + "×" + gridY + "×" + gridZ + " blocks of " + threads + " threads with " + dynamicSharedBytes
                + " bytes of dynamic shared memory" + (clusterY > 1 ? ", in clusters of " + clusterY : "")
                + (cooperative ? ", all at once" : "");
    }
}
