package io.paretoscope.engine.cpu;

import io.paretoscope.opt.ModelWeights;
import io.paretoscope.opt.OptConfig;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Decode steps of one sequence in float32, on a team of threads. A step is bound by reading the weights: each is read once, in
 * place, by whichever thread is free.
 *
 * <p>Needs the module {@code jdk.incubator.vector}. Calls belong to one thread at a time.
 */
public final class CpuDecoder implements AutoCloseable {
    /** Rows of a matrix that a thread takes at once: enough to read in long streams, few enough that all end together. */
    private static final int MOST_ROWS = 96;
    private static final int PIECES_A_MEMBER = 8;

    private final ModelWeights<MemorySegment> model;
    private final OptConfig config;
    private final Team team;
    private final Attention attention;
    private final Member[] members;
    /** The token's embedding on the way in, and what the head is multiplied with on the way out. */
    private final float[] embedded;
    /** The residual stream; in a post-norm model before the norm that follows each sum. */
    private final float[] stream;
    private final float[] qkv;
    private final float[] attended;
    private final float[] inner;
    private final float[] products;
    private final float[] logits;

    /** What one thread has for itself. */
    private static final class Member {
        final float[] normed;
        float[] scores = new float[0];
        float best;
        int bestToken;

        Member(int hidden) {
            normed = new float[hidden];
        }
    }

    /** What is done with rows {@code from} to {@code to} once their products are there. */
    @FunctionalInterface
    private interface Finish {
        void rows(int from, int to);
    }

    CpuDecoder(ModelWeights<MemorySegment> model, int threads) {
        this.model = model;
        config = model.config();
        team = new Team(threads);
        attention = new Attention(config.hidden(), config.headSize());
        members = new Member[threads];
        Arrays.setAll(members, _ -> new Member(config.hidden()));
        embedded = new float[config.embedding()];
        stream = new float[config.hidden()];
        qkv = new float[3 * config.hidden()];
        attended = new float[config.hidden()];
        inner = new float[config.ffn()];
        products = new float[Math.max(config.hidden(), config.embedding())];
        logits = new float[config.vocabulary()];
    }

    /**
     * A decoder with threads of its own, which end when it is closed. The first one in a process takes some tenths of a second, in
     * which the JIT compiler does its work.
     *
     * @param threads how many work together, the caller's included
     */
    public static CpuDecoder open(ModelWeights<MemorySegment> model, int threads) {
        WarmUp.once(threads);
        return new CpuDecoder(model, threads);
    }

    /**
     * Reads one token and writes its keys and values into the cache.
     *
     * @param position of {@code token} in the sequence, from 0; the cache holds all before it
     * @return the token with the largest logit, the first of them where several have it
     */
    public int step(int token, int position, KvMemory cache) {
        for (int i = 0; i < embedded.length; i++) {
            embedded[i] = Products.at(model.embedding(), (long) token * embedded.length + i);
        }
        if (model.projections().isEmpty()) {
            System.arraycopy(embedded, 0, stream, 0, stream.length);
            addPosition(position, 0, stream.length);
        }
        for (Member member : members) {
            if (member.scores.length <= position) {
                member.scores = new float[Math.min(config.positions(), 2 * (position + 1))];
            }
        }
        team.run(member -> run(member, position, cache));
        Member best = members[0];
        for (Member member : members) {
            if (member.best > best.best || (member.best == best.best && member.bestToken < best.bestToken)) {
                best = member;
            }
        }
        return best.bestToken;
    }

    /** The logits of the last step, {@code [vocabulary]}. */
    public float[] logits() {
        return logits.clone();
    }

    private void run(int number, int position, KvMemory cache) {
        Member me = members[number];
        model.projections().ifPresent(projections -> {
            each(stream.length, projections.in(), embedded, stream, (from, to) -> addPosition(position, from, to));
            team.sync(number);
        });
        float[] x = stream;
        for (int i = 0; i < model.layers().size(); i++) {
            x = layer(number, model.layers().get(i), x, position, cache.keys().get(i), cache.values().get(i));
        }
        if (model.finalNorm().isPresent()) {
            LayerNorm.of(x, model.finalNorm().get(), me.normed);
            x = me.normed;
        }
        if (model.projections().isPresent()) {
            each(embedded.length, model.projections().get().out(), x, embedded, (_, _) -> {});
            team.sync(number);
            x = embedded;
        }
        me.best = Float.NEGATIVE_INFINITY;
        me.bestToken = 0;
        each(logits.length, model.head(), x, logits, (from, to) -> choose(me, from, to));
    }

    /**
     * One layer.
     *
     * @param x its input, {@link #stream} or what this thread made of it
     * @return its output, likewise
     */
    private float[] layer(int number, ModelWeights.Layer<MemorySegment> layer, float[] x, int position,
            MemorySegment keys,
            MemorySegment values) {
        int hidden = config.hidden();
        Member me = members[number];
        // Each thread norms the whole vector for itself: that takes less time than waiting for one that would.
        float[] in = config.preNorm() ? normed(me, layer.attentionNorm()) : x;
        each(qkv.length, layer.qkv().weight(), in, qkv, (from, to) -> {
            add(qkv, layer.qkv().bias(), from, to);
            store(keys, position, hidden, from, to);
            store(values, position, 2 * hidden, from, to);
        });
        team.sync(number);
        for (int head = team.take(1); head < config.heads(); head = team.take(1)) {
            attention.head(head, qkv, keys, values, position + 1, me.scores, attended);
        }
        team.sync(number);
        addToStream(x, layer.out(), attended);
        team.sync(number);
        float[] between = config.preNorm() ? stream : normed(me, layer.attentionNorm());
        float[] fed = config.preNorm() ? normed(me, layer.feedForwardNorm()) : between;
        each(inner.length, layer.fc1().weight(), fed, inner, (from, to) -> {
            add(inner, layer.fc1().bias(), from, to);
            for (int i = from; i < to; i++) {
                inner[i] = Math.max(0, inner[i]);
            }
        });
        team.sync(number);
        addToStream(between, layer.fc2(), inner);
        team.sync(number);
        return config.preNorm() ? stream : normed(me, layer.feedForwardNorm());
    }

    private float[] normed(Member me, ModelWeights.Norm<MemorySegment> norm) {
        LayerNorm.of(stream, norm, me.normed);
        return me.normed;
    }

    /** {@code stream = residual + W in + bias}, where {@code residual} may be the stream itself. */
    private void addToStream(float[] residual, ModelWeights.Linear<MemorySegment> linear, float[] in) {
        each(stream.length, linear.weight(), in, products, (from, to) -> {
            add(products, linear.bias(), from, to);
            for (int i = from; i < to; i++) {
                stream[i] = residual[i] + products[i];
            }
        });
    }

    /** Takes rows of {@code y = W x} as long as there are any, and finishes each lot. */
    private void each(int rows, MemorySegment w, float[] x, float[] y, Finish finish) {
        int even = rows / (PIECES_A_MEMBER * team.size());
        int lot = Math.clamp(even - even % Products.STREAMS, Products.STREAMS, MOST_ROWS);
        int columns = Math.toIntExact(w.byteSize() / Float.BYTES / rows);
        for (int from = team.take(lot); from < rows; from = team.take(lot)) {
            int to = Math.min(rows, from + lot);
            Products.rows(w, columns, x, y, from, to);
            finish.rows(from, to);
        }
    }

    private static void add(float[] y, MemorySegment bias, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] += Products.at(bias, i);
        }
    }

    private void addPosition(int position, int from, int to) {
        long row = (long) (position + OptConfig.POSITION_OFFSET) * config.hidden();
        for (int i = from; i < to; i++) {
            stream[i] += Products.at(model.positions(), row + i);
        }
    }

    /** Those of the rows {@code from} to {@code to} of {@link #qkv} that begin at {@code first}, into their place. */
    private void store(MemorySegment places, int position, int first, int from, int to) {
        int begin = Math.max(from, first);
        int end = Math.min(to, first + config.hidden());
        if (begin < end) {
            long place = (long) position * config.hidden();
            MemorySegment.copy(qkv, begin, places, ValueLayout.JAVA_FLOAT_UNALIGNED,
                    (place + begin - first) * Float.BYTES, end - begin);
        }
    }

    private void choose(Member me, int from, int to) {
        for (int token = from; token < to; token++) {
            // Lots come in rising order, so the first of equal ones stays.
            if (logits[token] > me.best) {
                me.best = logits[token];
                me.bestToken = token;
            }
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        team.close();
    }
}
