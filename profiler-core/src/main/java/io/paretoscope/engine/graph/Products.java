package io.paretoscope.engine.graph;

import io.paretoscope.cuda.CublasLt;
import io.paretoscope.cuda.CudaException;
import io.paretoscope.cuda.Epilogue;
import io.paretoscope.cuda.KernelArguments;
import io.paretoscope.cuda.KernelLaunch;
import io.paretoscope.cuda.MatrixProduct;
import io.paretoscope.cuda.ProductAlgorithm;
import io.paretoscope.cuda.ProductShape;
import io.paretoscope.cuda.ProductType;
import io.paretoscope.opt.ModelWeights.Linear;
import io.paretoscope.opt.Precision;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The matrix products of a step for one batch: by own kernels while the batch is so small that reading the weights is all that
 * counts, by cuBLASLt from there on. Rows of activations times a weight matrix {@code [outputs, columns]}, transposed.
 */
final class Products implements AutoCloseable {
    /** Rows of activations that {@code product_8} takes. */
    private static final int FEW_ROWS = 8;
    /** Rows of weights that a block of it takes. */
    private static final int BAND = 16;
    /** Columns that a warp of it takes at a time; as {@code CHUNK} in {@code product.cu}. */
    private static final int CHUNK = 64;
    /** Below as many columns a block of it has too little to do to be worth its start. */
    private static final int FEWEST_COLUMNS = 384;
    /** Blocks for each multiprocessor from which on they share out evenly enough. */
    private static final int BLOCKS_EACH = 4;
    private static final int WARP = 32;
    /** Shared memory that a warp of it puts its sums into. */
    private static final int SUM_BYTES = FEW_ROWS * BAND * Float.BYTES;

    private final Launches launches;
    private final CublasLt library;
    private final StepMemory memory;
    private final int batch;
    private final Precision precision;
    private final boolean tensorCores;
    private final Map<String, Prepared> prepared = new HashMap<>();

    /** A product of the library with the algorithm chosen for it. */
    private record Prepared(MatrixProduct product, ProductAlgorithm algorithm) {}

    /** What the products of one kind add to their sum. */
    private enum End {
        NOTHING,
        BIAS,
        BIAS_AND_RELU,
        BIAS_AND_RESIDUAL
    }

    /**
     * Products of {@code batch} rows.
     *
     * @param tensorCores whether the card has those that the own kernels multiply by
     */
    Products(Launches launches, CublasLt library, StepMemory memory, int batch, Precision precision,
            boolean tensorCores) {
        this.launches = launches;
        this.library = library;
        this.memory = memory;
        this.batch = batch;
        this.precision = precision;
        this.tensorCores = tensorCores && precision != Precision.FP32;
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
        Operands operands = new Operands(x, w, bias, y, 0, outputs, columns, end == End.BIAS_AND_RELU);
        if (isFew()) {
            launchFew(operands, 1);
            return;
        }
        Optional<Panel> panel = panel(outputs, columns, 0);
        if (panel.isPresent()) {
            launch(operands, panel.get());
        } else {
            run(prepared(outputs, columns, end), x, w, bias, 0, y);
        }
    }

    private boolean isFew() {
        return tensorCores && batch <= FEW_ROWS;
    }

    private Optional<Panel> panel(int outputs, int columns, int parts) {
        return tensorCores
                ? Panel.of(new Panel.Task(outputs, columns, batch, parts), launches.card())
                : Optional.empty();
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
        Operands operands = new Operands(x, w.weight(), 0, 0, memory.parts(), outputs, columns, false);
        if (isFew()) {
            int splits = fewSplits(outputs, columns);
            launchFew(operands, splits);
            return new Addend(splits, w.bias());
        }
        Optional<Panel> panel = panel(outputs, columns, StepMemory.MOST_PARTS);
        if (panel.isPresent()) {
            launch(operands, panel.get());
            return new Addend(panel.get().parts(), w.bias());
        }
        run(prepared(outputs, columns, End.BIAS_AND_RESIDUAL), x, w.weight(), w.bias(), residual, residual);
        return new Addend(0, 0);
    }

    private int fewSplits(int outputs, int columns) {
        int bands = launches.blocks(outputs, BAND);
        int splits = 1;
        while (splits < StepMemory.MOST_PARTS && bands * splits < BLOCKS_EACH * launches.card().multiprocessors()
                && columns / (2 * splits) >= FEWEST_COLUMNS) {
            splits *= 2;
        }
        return splits;
    }

    /**
     * What an own kernel multiplies; 0 for what there is not.
     *
     * @param y where the product goes, or else
     * @param parts where parts of its sums do
     */
    private record Operands(long x, long w, long bias, long y, long parts, int outputs, int columns,
            boolean atLeastZero) {
        KernelArguments arguments(Arena arena, int batch) {
            return new KernelArguments(arena).add(x)
                    .add(w)
                    .add(bias)
                    .add(y)
                    .add(parts)
                    .addInt(batch)
                    .addInt(outputs)
                    .addInt(columns)
                    .addInt(atLeastZero ? 1 : 0);
        }
    }

    private void launchFew(Operands operands, int splits) throws CudaException {
        int warps = operands.columns / splits >= 8 * CHUNK ? 4 : 2;
        try (Arena arena = Arena.ofConfined()) {
            launches.launch("product_8", KernelLaunch.of(launches.blocks(operands.outputs, BAND), splits, 1, warps
                    * WARP, warps * SUM_BYTES), operands.arguments(arena, batch));
        }
    }

    private void launch(Operands operands, Panel panel) throws CudaException {
        Panel.Kernel kernel = panel.kernel();
        KernelLaunch launch = KernelLaunch.of(panel.gridX(), panel.splits(), 1, kernel.threads(), kernel.sharedBytes());
        try (Arena arena = Arena.ofConfined()) {
            launches.launch(kernel.symbol(), launch.clusters(panel.cluster()), operands.arguments(arena, batch));
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
