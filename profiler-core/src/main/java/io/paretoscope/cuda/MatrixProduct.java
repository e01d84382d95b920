package io.paretoscope.cuda;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.FloatByReference;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A matrix product described to cuBLASLt. Made by {@link CublasLt#product}, and confined to its thread.
 *
 * <p>cuBLASLt counts along columns first, so that it is told of the transposes: of {@code A = W} with k rows and n columns, itself
 * transposed, of {@code B = X} with k rows and m columns, and of {@code D = Y} and C with n rows and m columns. A bias is as long as
 * D has rows, which are the columns of Y.
 */
public final class MatrixProduct implements AutoCloseable {
    /** What {@link CudaContext#allocate} aligns to, and cuBLASLt assumes unless told otherwise. */
    private static final int ALIGNMENT_BYTES = 256;
    /** Proposals may depend on whether there is a bias and how it is aligned, never on what lies there. */
    private static final long SOME_BIAS = ALIGNMENT_BYTES;

    private final CublasLtApi api;
    private final Pointer handle;
    private final String title;
    private final Epilogue epilogue;
    private final boolean addsC;
    private final Pointer description;
    private final Pointer w;
    private final Pointer x;
    private final Pointer y;
    private final Deque<Runnable> releases;
    private final FloatByReference alpha = new FloatByReference(1);
    private final FloatByReference beta;
    private final LongByReference biasAddress = new LongByReference();
    private boolean closed;

    private MatrixProduct(CublasLtApi api, Pointer handle, String title, Epilogue epilogue, boolean addsC,
            Pointer description, Pointer w, Pointer x, Pointer y, Deque<Runnable> releases) {
        this.api = api;
        this.handle = handle;
        this.title = title;
        this.epilogue = epilogue;
        this.addsC = addsC;
        this.description = description;
        this.w = w;
        this.x = x;
        this.y = y;
        this.releases = releases;
        beta = new FloatByReference(addsC ? 1 : 0);
    }

    static MatrixProduct make(CublasLtApi api, Pointer handle, ProductShape shape, ProductType type, Epilogue epilogue,
            boolean addsC) throws CudaException {
        String title = "Y[" + shape.m() + "," + shape.n() + "] = X[" + shape.m() + "," + shape.k() + "] W[" + shape.n()
                + "," + shape.k() + "]ᵀ in " + type;
        Deque<Runnable> releases = new ArrayDeque<>();
        try {
            Pointer description = description(api, type, epilogue, releases);
            Pointer w = layout(api, type, shape.k(), shape.n(), releases);
            Pointer x = layout(api, type, shape.k(), shape.m(), releases);
            Pointer y = layout(api, type, shape.n(), shape.m(), releases);
            return new MatrixProduct(api, handle, title, epilogue, addsC, description, w, x, y, releases);
        } catch (CudaException e) {
            releases.forEach(Runnable::run);
            throw e;
        }
    }

    private static Pointer description(CublasLtApi api, ProductType type, Epilogue epilogue, Deque<Runnable> releases)
            throws CudaException {
        PointerByReference made = new PointerByReference();
        CublasLt.check(api, "cublasLtMatmulDescCreate",
                api.cublasLtMatmulDescCreate(made, CublasLtApi.COMPUTE_32F, CublasLtApi.R_32F));
        Pointer description = made.getValue();
        releases.push(() -> api.cublasLtMatmulDescDestroy(description));
        set(api, description, CublasLtApi.DESC_TRANSA, CublasLtApi.OP_T);
        set(api, description, CublasLtApi.DESC_TRANSB, CublasLtApi.OP_N);
        set(api, description, CublasLtApi.DESC_EPILOGUE, epilogue.code());
        if (epilogue.hasBias()) {
            set(api, description, CublasLtApi.DESC_BIAS_DATA_TYPE, type.cudaDataType());
        }
        return description;
    }

    private static void set(CublasLtApi api, Pointer description, int attribute, int value) throws CudaException {
        CublasLt.check(api, "cublasLtMatmulDescSetAttribute " + attribute, api.cublasLtMatmulDescSetAttribute(
                description, attribute, new IntByReference(value), Integer.BYTES));
    }

    private static Pointer layout(CublasLtApi api, ProductType type, int rows, int columns, Deque<Runnable> releases)
            throws CudaException {
        PointerByReference made = new PointerByReference();
        CublasLt.check(api, "cublasLtMatrixLayoutCreate",
                api.cublasLtMatrixLayoutCreate(made, type.cudaDataType(), rows, columns, rows));
        Pointer layout = made.getValue();
        releases.push(() -> api.cublasLtMatrixLayoutDestroy(layout));
        return layout;
    }

    /** As {@link #candidates(long, int, int)} for matrices that begin at multiples of 256 bytes. */
    public List<ProductAlgorithm> candidates(long workspaceBytes, int count) throws CudaException {
        return candidates(workspaceBytes, count, ALIGNMENT_BYTES);
    }

    /**
     * What cuBLASLt proposes, the fastest by its estimate first. Sums are kept in single precision until they are rounded once.
     *
     * @param workspaceBytes the most that a way may need
     * @param count the most that are returned, at least 1
     * @param alignmentBytes what the address of every matrix will be a multiple of: a power of 2
     * @return at least one
     * @throws CudaException where it knows none, too
     */
    public List<ProductAlgorithm> candidates(long workspaceBytes, int count, int alignmentBytes) throws CudaException {
        requireOpen();
        if (epilogue.hasBias()) {
            setBias(SOME_BIAS);
        }
        PointerByReference made = new PointerByReference();
        CublasLt.check(api, "cublasLtMatmulPreferenceCreate", api.cublasLtMatmulPreferenceCreate(made));
        Pointer preference = made.getValue();
        try {
            CublasLt.check(api, "cublasLtMatmulPreferenceSetAttribute of " + workspaceBytes + " bytes of workspace",
                    api.cublasLtMatmulPreferenceSetAttribute(preference, CublasLtApi.PREF_MAX_WORKSPACE_BYTES,
                            new LongByReference(workspaceBytes), Long.BYTES));
            prefer(preference, CublasLtApi.PREF_REDUCTION_SCHEME_MASK, CublasLtApi.REDUCTION_SCHEME_COMPUTE_TYPE);
            prefer(preference, CublasLtApi.PREF_MIN_ALIGNMENT_A_BYTES, alignmentBytes);
            prefer(preference, CublasLtApi.PREF_MIN_ALIGNMENT_B_BYTES, alignmentBytes);
            prefer(preference, CublasLtApi.PREF_MIN_ALIGNMENT_C_BYTES, alignmentBytes);
            prefer(preference, CublasLtApi.PREF_MIN_ALIGNMENT_D_BYTES, alignmentBytes);
            return heuristic(preference, count, alignmentBytes);
        } finally {
            api.cublasLtMatmulPreferenceDestroy(preference);
        }
    }

    private void prefer(Pointer preference, int attribute, int value) throws CudaException {
        CublasLt.check(api, "cublasLtMatmulPreferenceSetAttribute " + attribute,
                api.cublasLtMatmulPreferenceSetAttribute(preference, attribute, new IntByReference(value),
                        Integer.BYTES));
    }

    private List<ProductAlgorithm> heuristic(Pointer preference, int count, int alignmentBytes) throws CudaException {
        List<ProductAlgorithm> algorithms = new ArrayList<>();
        try (Memory results = new Memory((long) count * CublasLtApi.HEURISTIC_BYTES)) {
            results.clear();
            IntByReference returned = new IntByReference();
            CublasLt.check(api, "cublasLtMatmulAlgoGetHeuristic of " + title, api.cublasLtMatmulAlgoGetHeuristic(
                    handle, description, w, x, y, y, preference, count, results, returned));
            for (int i = 0; i < returned.getValue(); i++) {
                long at = (long) i * CublasLtApi.HEURISTIC_BYTES;
                if (results.getInt(at + CublasLtApi.HEURISTIC_STATE) == CublasLtApi.SUCCESS) {
                    Memory algo = new Memory(CublasLtApi.ALGO_BYTES);
                    algo.write(0, results.getByteArray(at, CublasLtApi.ALGO_BYTES), 0, CublasLtApi.ALGO_BYTES);
                    algorithms.add(new ProductAlgorithm(algo, results.getLong(at + CublasLtApi.HEURISTIC_WORKSPACE),
                            results.getFloat(at + CublasLtApi.HEURISTIC_WAVES), alignmentBytes));
                }
            }
        }
        if (algorithms.isEmpty()) {
            throw new CudaException("cublasLtMatmulAlgoGetHeuristic of " + title + ": no way is proposed", null);
        }
        return List.copyOf(algorithms);
    }

    /**
     * Queues it; may be captured. All but the stream and the algorithm are addresses of the card's memory.
     *
     * @param algorithm of this product's {@link #candidates}
     * @param w weights, {@code [n,k]}
     * @param x inputs, {@code [m,k]}
     * @param bias {@code [n]}; 0 where the epilogue has none
     * @param c what is added, {@code [m,n]}, may be Y; 0 where nothing is
     * @param y result, {@code [m,n]}
     * @param workspace of no other work that may run at the same time
     * @param workspaceBytes its length, at least the algorithm's
     */
    public void run(CudaStream stream, ProductAlgorithm algorithm, long w, long x, long bias, long c, long y,
            long workspace, long workspaceBytes) throws CudaException {
        requireOpen();
        requireAligned(algorithm, w, x, c, y);
        if ((bias != 0) != epilogue.hasBias() || (c != 0) != addsC) {
            throw new IllegalArgumentException(title + " with epilogue " + epilogue + (addsC ? " and C" : " without C")
                    + ": bias " + bias + ", C " + c + "; expected an address where there is one, 0 where not");
        }
        if (epilogue.hasBias()) {
            setBias(bias);
        }
        CublasLt.check(api, "cublasLtMatmul of " + title, api.cublasLtMatmul(handle, description, alpha, w, this.w, x,
                this.x, beta, addsC ? c : y, this.y, y, this.y, algorithm.algo(), workspace, workspaceBytes,
                stream.pointer()));
    }

    private static void requireAligned(ProductAlgorithm algorithm, long... addresses) {
        for (long address : addresses) {
            if (address % algorithm.alignmentBytes() != 0) {
                throw new IllegalArgumentException("a matrix at " + Long.toHexString(address)
                        + ": the algorithm needs a multiple of " + algorithm.alignmentBytes());
            }
        }
    }

    private void setBias(long address) throws CudaException {
        biasAddress.setValue(address);
        CublasLt.check(api, "cublasLtMatmulDescSetAttribute " + CublasLtApi.DESC_BIAS_POINTER,
                api.cublasLtMatmulDescSetAttribute(description, CublasLtApi.DESC_BIAS_POINTER, biasAddress,
                        Long.BYTES));
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("MatrixProduct is closed");
        }
    }

    /** Gives it back. Once is enough; again does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            releases.forEach(Runnable::run);
        }
    }
}
