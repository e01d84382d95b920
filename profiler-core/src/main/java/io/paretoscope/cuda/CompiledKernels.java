package io.paretoscope.cuda;

/** What a compiler made of a source: machine code, and what it had to say. */
public final class CompiledKernels {
    private final byte[] cubin;
    private final String log;

    /** Takes the array over. */
    CompiledKernels(byte[] cubin, String log) {
        this.cubin = cubin;
        this.log = log;
    }

    /** A copy of the machine code, for {@link CudaContext#load}. */
    public byte[] cubin() {
        return cubin.clone();
    }

    /** Warnings and notes; blank where there are none. */
    public String log() {
        return log;
    }
}
