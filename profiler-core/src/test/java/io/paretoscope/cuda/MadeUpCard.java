package io.paretoscope.cuda;

/** A card that nobody has, for tests of what is built on contexts. */
public final class MadeUpCard {
    private static final int CAPABILITY_MAJOR = 75;
    private static final int CAPABILITY_MINOR = 76;
    private static final int NO_BINARY_FOR_GPU = 209;

    private final FakeDriver fake = new FakeDriver();

    /** A card of that compute capability. */
    public MadeUpCard(int major, int minor) {
        fake.deviceAttribute(CAPABILITY_MAJOR, major);
        fake.deviceAttribute(CAPABILITY_MINOR, minor);
    }

    /** Lets its driver refuse all kernels, as made for another card. */
    public MadeUpCard refusingKernels() {
        fake.fail("cuModuleLoadData", NO_BINARY_FOR_GPU);
        return this;
    }

    /** An open context on it. */
    public CudaContext context() throws CudaException {
        return fake.context();
    }

    /** A compiler that answers without compiling. */
    public static CompiledKernels compiled(byte... cubin) {
        return new CompiledKernels(cubin, "");
    }
}
