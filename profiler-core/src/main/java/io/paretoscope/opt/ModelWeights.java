package io.paretoscope.opt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where each of a model's weights is, all of them row-major and of one precision.
 *
 * @param <W> a place: a view of memory, an address on a card
 * @param config the model's shape
 * @param embedding token embedding, {@code [vocabulary, embedding]}
 * @param positions learned positions, {@code [positions + 2, hidden]}
 * @param head output head, {@code [vocabulary, embedding]}; the embedding itself where the two are tied
 * @param finalNorm norm after the last layer, where the model has one
 * @param projections into and out of the residual stream, where the embedding's width differs from it
 * @param layers from the first to the last
 */
public record ModelWeights<W>(OptConfig config, W embedding, W positions, W head,
        Optional<Norm<W>> finalNorm, Optional<Projections<W>> projections, List<Layer<W>> layers) {

    /**
     * A layer norm.
     *
     * @param <W> a place
     * @param weight {@code [hidden]}
     * @param bias {@code [hidden]}
     */
    public record Norm<W>(W weight, W bias) {}

    /**
     * A linear layer.
     *
     * @param <W> a place
     * @param weight {@code [out, in]}
     * @param bias {@code [out]}
     */
    public record Linear<W>(W weight, W bias) {}

    /**
     * Both without bias.
     *
     * @param <W> a place
     * @param in {@code [hidden, embedding]}
     * @param out {@code [embedding, hidden]}
     */
    public record Projections<W>(W in, W out) {}

    /**
     * A decoder layer.
     *
     * @param <W> a place
     * @param attentionNorm before attention, or after it in a post-norm model
     * @param qkv query, key and value projections one below the other, {@code [3 * hidden, hidden]}
     * @param out output projection of attention, {@code [hidden, hidden]}
     * @param feedForwardNorm before the feed-forward block, or after it
     * @param fc1 {@code [ffn, hidden]}
     * @param fc2 {@code [hidden, ffn]}
     */
    public record Layer<W>(Norm<W> attentionNorm, Linear<W> qkv, Linear<W> out, Norm<W> feedForwardNorm, Linear<W> fc1,
            Linear<W> fc2) {}

    /**
     * Sorts places that come in groups, in the order in which the model's shape lists its tensors.
     *
     * @param <W> a place
     * @param groups first embedding, positions and head, then, where the model has them, the final norm's weight and bias and the
     *     projections; behind it for each layer its twelve in the order of {@link Layer}
     */
    public static <W> ModelWeights<W> grouped(OptConfig config, List<List<W>> groups) {
        List<W> shared = groups.getFirst();
        int next = 3;
        Optional<Norm<W>> finalNorm = Optional.empty();
        if (config.finalNorm()) {
            finalNorm = Optional.of(new Norm<>(shared.get(next), shared.get(next + 1)));
            next += 2;
        }
        Optional<Projections<W>> projections = config.projected()
                ? Optional.of(new Projections<>(shared.get(next), shared.get(next + 1)))
                : Optional.empty();
        List<Layer<W>> layers = new ArrayList<>();
        for (List<W> layer : groups.subList(1, groups.size())) {
            layers.add(new Layer<>(new Norm<>(layer.get(0), layer.get(1)), new Linear<>(layer.get(2), layer.get(3)),
                    new Linear<>(layer.get(4), layer.get(5)), new Norm<>(layer.get(6), layer.get(7)),
                    new Linear<>(layer.get(8), layer.get(9)), new Linear<>(layer.get(10), layer.get(11))));
        }
        return new ModelWeights<>(config, shared.get(0), shared.get(1), shared.get(2), finalNorm, projections,
                List.copyOf(layers));
    }
}
