package io.paretoscope.engine.graph;

import io.paretoscope.cuda.CublasLt;
import io.paretoscope.cuda.CudaException;
import io.paretoscope.cuda.CudaKernel;
import io.paretoscope.cuda.Epilogue;
import io.paretoscope.cuda.KernelArguments;
import io.paretoscope.cuda.MatrixProduct;
import io.paretoscope.cuda.ProductAlgorithm;
import io.paretoscope.cuda.ProductShape;
import io.paretoscope.cuda.ProductType;
import io.paretoscope.opt.ModelWeights.Linear;
import io.paretoscope.opt.Precision;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The matrix products of a step for one batch: by an own kernel while the batch is so small that reading the weights is all that
 * counts, by cuBLASLt from there on. Rows of activations times a weight matrix {@code [outputs, columns]}, transposed.
 */
final class Products implements AutoCloseable {
    /** Columns that a warp of the own kernel takes at a time; as {@code CHUNK} in {@code product.cu}. */
    private static final int CHUNK = 64;
    /** Below as many columns a block has too little to do to be worth its start. */
    private static final int FEWEST_COLUMNS = 384;
    /** Blocks for each multiprocessor from which on they share out evenly enough. */
    private static final int BLOCKS_EACH = 4;
    private static final int WARP = 32;
    /** Shared memory that a warp of the own kernel puts its sums into, for each 16 rows of weights and 8 of activations. */
    private static final int SUM_BYTES = 512;

    private final Launches launches;
    private final CublasLt library;
    private final StepMemory memory;
    private final int batch;
    private final Precision precision;
    private final Own own;
    private final Map<String, Prepared> prepared = new HashMap<>();

    /**
     * An own kernel.
     *
     * @param name of the kernel; empty where none is made for the batch
     * @param rows of activations that it takes at most
     * @param bands of 16 rows of weights that a block takes
     */
    private record Own(String name, int rows, int bands) {

        static final Own NONE = new Own("", 0, 0);
        private static final List<Own> ALL = List.of(new Own("product_8", 8, 1), new Own("product_16", 16, 2));

        static Own of(int batch, Precision precision, boolean tensorCores) {
            if (precision == Precision.FP32 || !tensorCores) {
                return NONE;
            }
            return ALL.stream().filter(kernel -> batch <= kernel.rows).findFirst().orElse(NONE);
        }

        boolean exists() {
            return rows > 0;
        }
    }

    /** A product of the library with the algorithm chosen for it. */
    private record Prepared(MatrixProduct product, ProductAlgorithm algorithm) {}

    /** What the products of one kind add to their sum. */
    private enum End {
        NOTHING,
        BIAS,
        BIAS_AND_RELU,
        BIAS_AND_RESIDUAL
    }

    Products(Launches launches, CublasLt library, StepMemory memory, int batch, Precision precision,
            boolean tensorCores) {
        this.launches = launches;
        this.library = library;
        this.memory = memory;
        this.batch = batch;
        this.precision = precision;
        own = Own.of(batch, precision, tensorCores);
    }

    /** {@code y = x w' + bias}. */
    void linear(long x, Linear<Long> w, int outputs, int columns, long y) throws CudaException {
        plain(x, w.weight(), w.bias(), outputs, columns, y, End.BIAS);
    }

    /** {@code y = max(0, x w' + bias)}. */
    void relu(long x, Linear<Long> w, int outputs, int columns, long y) throws CudaException {
        plain(x, w.weight(), w.bias(), outputs, columns, y, End.BIAS_AND_RELU);
    }

    /** {@code y = x w'}. */
    void bare(long x, long w, int outputs, int columns, long y) throws CudaException {
        plain(x, w, 0, outputs, columns, y, End.NOTHING);
    }

    private void plain(long x, long w, long bias, int outputs, int columns, long y, End end) throws CudaException {
        if (own.exists()) {
            launchOwn(x, w, bias, y, 0, outputs, columns, end == End.BIAS_AND_RELU, 1);
        } else {
            run(prepared(outputs, columns, end), x, w, bias, 0, y);
        }
    }

    /**
     * What is to be added to the residual {@code [batch, outputs]}: either added in place already, with its bias, or left in
     * {@link StepMemory#parts} for the sum that follows.
     *
     * @param parts how many are left there
     * @param bias what is still to be added; 0 where nothing is
     */
    record Addend(int parts, long bias) {}

    /** {@code residual += x w' + bias}, now or by whoever adds the result up. */
    Addend addend(long x, Linear<Long> w, int outputs, int columns, long residual) throws CudaException {
        if (own.exists()) {
            int splits = splits(outputs, columns);
            launchOwn(x, w.weight(), 0, 0, memory.parts(), outputs, columns, false, splits);
            return new Addend(splits, w.bias());
        }
        run(prepared(outputs, columns, End.BIAS_AND_RESIDUAL), x, w.weight(), w.bias(), residual, residual);
        return new Addend(0, 0);
    }

    private int splits(int outputs, int columns) {
        int bands = launches.blocks(outputs, 16 * own.bands);
        int splits = 1;
        while (splits < StepMemory.MOST_PARTS && bands * splits < BLOCKS_EACH * launches.multiprocessors()
                && columns / (2 * splits) >= FEWEST_COLUMNS) {
            splits *= 2;
        }
        return splits;
    }

    private void launchOwn(long x, long w, long bias, long y, long parts, int outputs, int columns, boolean relu,
            int splits) throws CudaException {
        int warps = columns / splits >= 8 * CHUNK ? 4 : 2;
        CudaKernel kernel = launches.kernel(own.name);
        int tiles = own.rows / 8;
        try (Arena arena = Arena.ofConfined()) {
            KernelArguments arguments = new KernelArguments(arena).add(x)
                    .add(w)
                    .add(bias)
                    .add(y)
                    .add(parts)
                    .addInt(batch)
                    .addInt(outputs)
                    .addInt(columns)
                    .addInt(relu ? 1 : 0);
            launches.launch(kernel, launches.blocks(outputs, 16 * own.bands), splits, 1, warps * WARP,
                    warps * tiles * own.bands * SUM_BYTES, arguments);
        }
    }

    private Prepared prepared(int outputs, int columns, End end) throws CudaException {
        String key = outputs + " " + columns + " " + end;
        Prepared known = prepared.get(key);
        if (known != null) {
            return known;
        }
        Epilogue epilogue = switch (end) {
            case NOTHING -> Epilogue.NONE;
            case BIAS, BIAS_AND_RESIDUAL -> Epilogue.BIAS;
            case BIAS_AND_RELU -> Epilogue.RELU_BIAS;
        };
        MatrixProduct product = library.product(new ProductShape(batch, outputs, columns), type(), epilogue,
                end == End.BIAS_AND_RESIDUAL);
        try {
            // The library's own first choice: the same on every machine with this card, so that answers are too.
            Prepared made = new Prepared(product, product.candidates(StepMemory.WORKSPACE_BYTES, 1).getFirst());
            prepared.put(key, made);
            return made;
        } catch (CudaException e) {
            product.close();
            throw e;
        }
    }

    private ProductType type() {
        return switch (precision) {
            case FP32 -> ProductType.FP32;
            case FP16 -> ProductType.FP16;
            case BF16 -> ProductType.BF16;
        };
    }

    private void run(Prepared product, long x, long w, long bias, long c, long y) throws CudaException {
        product.product.run(launches.stream(), product.algorithm, w, x, bias, c, y, memory.workspace(),
                StepMemory.WORKSPACE_BYTES);
    }

    /** Frees what the library keeps of each; a captured step needs nothing of it any more. */
    @Override
    public void close() {
        prepared.values().forEach(product -> product.product.close());
    }
}
