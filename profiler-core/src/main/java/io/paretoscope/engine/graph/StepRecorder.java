package io.paretoscope.engine.graph;

import io.paretoscope.cuda.CudaException;
import io.paretoscope.cuda.KernelArguments;
import io.paretoscope.cuda.KernelLaunch;
import io.paretoscope.opt.ModelWeights;
import io.paretoscope.opt.ModelWeights.Layer;
import io.paretoscope.opt.ModelWeights.Norm;
import io.paretoscope.opt.OptConfig;
import java.lang.foreign.Arena;
import java.util.Optional;

/**
 * Queues everything that a decode step does, in its order. Lengths and tokens are read from the card, so the same queue serves every
 * step of a batch.
 */
final class StepRecorder {
    /** libtorch's default. */
    static final float EPSILON = 1e-5f;
    private static final double LOG2_E = 1 / Math.log(2);
    private static final int ATTENTION_THREADS = 128;
    private static final int ARGMAX_THREADS = 256;
    private static final int MOST_NORM_THREADS = 512;
    private static final int WARP = 32;
    private static final int WIDE_BYTES = 16;

    private final Launches launches;
    private final Products products;
    private final ModelWeights<Long> model;
    private final OptConfig config;
    private final KvAddresses cache;
    private final StepMemory memory;
    private final int attentionSplits;
    private final int elementBytes;
    private final long tokensOnHost;

    /**
     * Queues a step.
     *
     * @param tokensOnHost where the card writes the tokens for the host, {@code [batch]} int32
     */
    StepRecorder(Launches launches, Products products, ModelWeights<Long> model, KvAddresses cache, StepMemory memory,
            int attentionSplits, int elementBytes, long tokensOnHost) {
        this.launches = launches;
        this.products = products;
        this.model = model;
        this.config = model.config();
        this.cache = cache;
        this.memory = memory;
        this.attentionSplits = attentionSplits;
        this.elementBytes = elementBytes;
        this.tokensOnHost = tokensOnHost;
    }

    /** Into how many blocks attention splits the places of one sequence and head, so that all blocks fill the card. */
    static int attentionSplits(OptConfig config, int batch, int places, int multiprocessors) {
        int blocksEach = 6;
        int fewestPlaces = 64;
        int wanted = Math.round((float) blocksEach * multiprocessors / (batch * config.heads()));
        return Math.clamp(wanted, 1, Math.max(1, places / fewestPlaces));
    }

    /** What turns a product of query and key into an exponent of 2. */
    static float logitScale(OptConfig config) {
        return (float) (LOG2_E / Math.sqrt(config.headSize()));
    }

    void record() throws CudaException {
        enter();
        for (int number = 0; number < config.layers(); number++) {
            layer(number);
        }
        predict();
    }

    private void enter() throws CudaException {
        Optional<Norm<Long>> first = config.preNorm()
                ? Optional.of(model.layers().getFirst().attentionNorm())
                : Optional.empty();
        if (model.projections().isEmpty()) {
            embed(model.embedding(), 0, model.positions(), rows(memory.residual(), first), config.hidden());
            return;
        }
        embed(model.embedding(), 0, 0, rows(memory.embedded(), Optional.empty()), config.embedding());
        products.bare(memory.embedded(), model.projections().get().in(), config.hidden(), config.embedding(),
                memory.normed());
        embed(0, memory.normed(), model.positions(), rows(memory.residual(), first), config.hidden());
    }

    private void layer(int number) throws CudaException {
        Layer<Long> layer = model.layers().get(number);
        int hidden = config.hidden();
        long read = config.preNorm() ? memory.normed() : memory.residual();
        products.linear(read, layer.qkv(), 3 * hidden, hidden, memory.qkv());
        attend(number);
        Products.Addend attention = products.addend(memory.attended(), layer.out(), hidden, hidden, memory.residual());
        Norm<Long> attentionEnd = config.preNorm() ? layer.feedForwardNorm() : layer.attentionNorm();
        sum(attention, Optional.of(attentionEnd));
        products.relu(read, layer.fc1(), config.ffn(), hidden, memory.inner());
        Products.Addend feedForward = products.addend(memory.inner(), layer.fc2(), hidden, config.ffn(),
                memory.residual());
        sum(feedForward, after(number, layer));
    }

    /** The norm that follows a layer: the next one's, the final one, in post-norm models the layer's own; a model may have none. */
    private Optional<Norm<Long>> after(int number, Layer<Long> layer) {
        if (!config.preNorm()) {
            return Optional.of(layer.feedForwardNorm());
        }
        boolean last = number == config.layers() - 1;
        return last ? model.finalNorm() : Optional.of(model.layers().get(number + 1).attentionNorm());
    }

    private void predict() throws CudaException {
        long read = config.finalNorm() ? memory.normed() : memory.residual();
        if (model.projections().isPresent()) {
            products.bare(read, model.projections().get().out(), config.embedding(), config.hidden(),
                    memory.embedded());
            read = memory.embedded();
        }
        products.bare(read, model.head(), config.vocabulary(), config.embedding(), memory.logits());
        int splits = Math.clamp(2L * launches.card().multiprocessors() / cache.batch(), 1, StepMemory.MOST_SPLITS);
        try (Arena arena = Arena.ofConfined()) {
            KernelArguments arguments = new KernelArguments(arena).add(memory.logits())
                    .addInt(config.vocabulary())
                    .add(memory.tokens())
                    .add(tokensOnHost)
                    .add(memory.lengths())
                    .add(memory.bests())
                    .add(memory.tickets());
            launches.launch("argmax", KernelLaunch.of(splits, cache.batch(), 1, ARGMAX_THREADS, 0), arguments);
        }
    }

    /**
     * Where a row goes.
     *
     * @param sum where its sum goes; 0 for nowhere
     * @param norm the norm of it, where there is one
     * @param normed where that goes; 0 for nowhere
     */
    private record Rows(long sum, Optional<Norm<Long>> norm, long normed) {}

    private Rows rows(long sum, Optional<Norm<Long>> norm) {
        return new Rows(sum, norm, norm.isPresent() ? memory.normed() : 0);
    }

    /** Adds to the residual, and norms it: in post-norm models in its own place. */
    private void sum(Products.Addend addend, Optional<Norm<Long>> norm) throws CudaException {
        Rows rows = config.preNorm() ? rows(memory.residual(), norm) : new Rows(0, norm, memory.residual());
        try (Arena arena = Arena.ofConfined()) {
            KernelArguments arguments = new KernelArguments(arena).add(memory.residual())
                    .add(memory.parts())
                    .addInt(addend.parts())
                    .add(addend.bias());
            launchRows("sum_and_norm", arguments, rows, config.hidden());
        }
    }

    /** One of {@code embedding}, a table, and {@code given}, rows, is 0; {@code positions} may be. */
    private void embed(long embedding, long given, long positions, Rows rows, int width) throws CudaException {
        try (Arena arena = Arena.ofConfined()) {
            KernelArguments arguments = new KernelArguments(arena).add(memory.tokens())
                    .add(memory.lengths())
                    .add(embedding)
                    .add(given)
                    .add(positions)
                    .addInt(OptConfig.POSITION_OFFSET);
            launchRows("embed", arguments, rows, width);
        }
    }

    private void launchRows(String kernel, KernelArguments arguments, Rows rows, int width) throws CudaException {
        arguments.add(rows.sum())
                .add(rows.norm().map(Norm::weight).orElse(0L))
                .add(rows.norm().map(Norm::bias).orElse(0L))
                .addFloat(EPSILON)
                .add(rows.normed())
                .addInt(width);
        int wide = width * elementBytes / WIDE_BYTES;
        int threads = Math.min(MOST_NORM_THREADS, launches.blocks(wide, WARP) * WARP);
        launches.launch(kernel, KernelLaunch.of(cache.batch(), 1, 1, threads, width * Float.BYTES), arguments);
    }

    private void attend(int number) throws CudaException {
        long placeStride = config.hidden();
        long sequenceStride = placeStride * cache.places();
        try (Arena arena = Arena.ofConfined()) {
            KernelArguments arguments = new KernelArguments(arena).add(memory.qkv())
                    .add(cache.keys().get(number))
                    .add(cache.values().get(number))
                    .add(memory.lengths())
                    .add(memory.attended())
                    .add(memory.attentionParts())
                    .add(memory.tickets())
                    .add(sequenceStride)
                    .add(config.headSize())
                    .add(placeStride)
                    .addFloat(logitScale(config));
            launches.launch("attention", KernelLaunch.of(config.heads(), cache.batch(), attentionSplits,
                    ATTENTION_THREADS, 0), arguments);
        }
    }
}
