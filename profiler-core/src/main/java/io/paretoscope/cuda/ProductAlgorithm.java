package io.paretoscope.cuda;

import com.sun.jna.Memory;

/** A way that cuBLASLt proposes to compute one {@link MatrixProduct}, and that one only. */
public final class ProductAlgorithm {
    private final Memory algo;
    private final long workspaceBytes;
    private final float waves;
    private final int alignmentBytes;

    ProductAlgorithm(Memory algo, long workspaceBytes, float waves, int alignmentBytes) {
        this.algo = algo;
        this.workspaceBytes = workspaceBytes;
        this.waves = waves;
        this.alignmentBytes = alignmentBytes;
    }

    /** The {@code cublasLtMatmulAlgo_t}. */
    Memory algo() {
        return algo;
    }

    /** Workspace that it needs. */
    public long workspaceBytes() {
        return workspaceBytes;
    }

    /** How often it fills the card, by cuBLASLt's own estimate: 1 is exactly once. */
    public float waves() {
        return waves;
    }

    /** What every address of a matrix must be a multiple of. */
    public int alignmentBytes() {
        return alignmentBytes;
    }
}
