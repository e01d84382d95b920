package io.paretoscope.opt;

import java.util.ArrayList;
import java.util.List;

/**
 * The shape of an OPT model, as its Hugging Face {@code config.json} states it.
 *
 * @param name what the model is called on the command line and on the screen, such as {@code opt-125m}
 * @param layers decoder layers ({@code num_hidden_layers})
 * @param hidden width of the residual stream ({@code hidden_size})
 * @param heads attention heads ({@code num_attention_heads}); divides {@code hidden}
 * @param ffn inner width of the feed-forward block ({@code ffn_dim})
 * @param vocabulary number of token ids ({@code vocab_size})
 * @param positions longest sequence ({@code max_position_embeddings})
 * @param embedding width of the token embedding ({@code word_embed_proj_dim}); where it differs from {@code hidden} the
 *     embedding is projected in and out
 * @param preNorm layer norm before each block ({@code do_layer_norm_before}); otherwise after it, as in OPT-350M
 * @param finalNorm a layer norm after the last layer: pre-norm models that do not remove it
 * @param bias linear layers of attention and feed-forward have a bias ({@code enable_bias})
 * @param normAffine layer norms have a weight and a bias ({@code layer_norm_elementwise_affine})
 * @param tied the output head is the token embedding ({@code tie_word_embeddings})
 */
public record OptConfig(String name, int layers, int hidden, int heads, int ffn, int vocabulary, int positions,
        int embedding, boolean preNorm, boolean finalNorm, boolean bias, boolean normAffine, boolean tied) {

    /** OPT's learned positions start at row 2 of their table; the first two rows are a remnant of fairseq's padding. */
    public static final int POSITION_OFFSET = 2;

    private static final int MOST_LAYERS = 1 << 10;
    /** With it, and {@link #MOST_LAYERS}, all counts of parameters, bytes and operations fit into 63 bits. */
    private static final int LARGEST_DIMENSION = 1 << 20;

    public OptConfig {
        within("num_hidden_layers", layers, MOST_LAYERS);
        within("hidden_size", hidden, LARGEST_DIMENSION);
        within("num_attention_heads", heads, LARGEST_DIMENSION);
        within("ffn_dim", ffn, LARGEST_DIMENSION);
        within("vocab_size", vocabulary, LARGEST_DIMENSION);
        within("max_position_embeddings", positions, LARGEST_DIMENSION);
        within("word_embed_proj_dim", embedding, LARGEST_DIMENSION);
        if (hidden % heads != 0) {
            throw new IllegalArgumentException("hidden_size " + hidden + " is not divisible by num_attention_heads "
                    + heads);
        }
        if (finalNorm && !preNorm) {
            throw new IllegalArgumentException("a final layer norm exists only with do_layer_norm_before");
        }
    }

    private static void within(String key, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(key + " must be from 1 to " + most + ", not " + value);
        }
    }

    /** Elements of one attention head. */
    public int headSize() {
        return hidden / heads;
    }

    /** Whether the token embedding is narrower or wider than the residual stream and is projected in and out. */
    public boolean projected() {
        return embedding != hidden;
    }

    /** Every weight tensor of the model, in the order in which the forward pass meets them. */
    public List<TensorSpec> tensors() {
        List<TensorSpec> tensors = new ArrayList<>();
        tensors.add(TensorSpec.of("decoder.embed_tokens.weight", vocabulary, embedding));
        tensors.add(TensorSpec.of("decoder.embed_positions.weight", (long) positions + POSITION_OFFSET, hidden));
        if (projected()) {
            tensors.add(TensorSpec.of("decoder.project_in.weight", hidden, embedding));
            tensors.add(TensorSpec.of("decoder.project_out.weight", embedding, hidden));
        }
        for (int layer = 0; layer < layers; layer++) {
            String prefix = "decoder.layers." + layer + ".";
            norm(tensors, prefix + "self_attn_layer_norm");
            linear(tensors, prefix + "self_attn.q_proj", hidden, hidden);
            linear(tensors, prefix + "self_attn.k_proj", hidden, hidden);
            linear(tensors, prefix + "self_attn.v_proj", hidden, hidden);
            linear(tensors, prefix + "self_attn.out_proj", hidden, hidden);
            norm(tensors, prefix + "final_layer_norm");
            linear(tensors, prefix + "fc1", ffn, hidden);
            linear(tensors, prefix + "fc2", hidden, ffn);
        }
        if (finalNorm) {
            norm(tensors, "decoder.final_layer_norm");
        }
        if (!tied) {
            tensors.add(TensorSpec.of("lm_head.weight", vocabulary, embedding));
        }
        return List.copyOf(tensors);
    }

    private void norm(List<TensorSpec> tensors, String name) {
        if (normAffine) {
            tensors.add(TensorSpec.of(name + ".weight", hidden));
            tensors.add(TensorSpec.of(name + ".bias", hidden));
        }
    }

    private void linear(List<TensorSpec> tensors, String name, int out, int in) {
        tensors.add(TensorSpec.of(name + ".weight", out, in));
        if (bias) {
            tensors.add(TensorSpec.of(name + ".bias", out));
        }
    }

    /** Number of weights; a tied head counts once. */
    public long parameters() {
        return tensors().stream().mapToLong(TensorSpec::elements).sum();
    }

    /** Bytes of all weights on the device. */
    public long weightBytes(Precision precision) {
        return parameters() * precision.bytes();
    }

    /**
     * Bytes of weights that one decode step has to read: all but the two embedding tables, of which a step reads a few
     * rows, plus the output head, which is the token embedding where the head is tied.
     */
    public long weightBytesPerStep(Precision precision) {
        long tables = (long) vocabulary * embedding + (positions + (long) POSITION_OFFSET) * hidden;
        long head = tied ? (long) vocabulary * embedding : 0;
        return (parameters() - tables + head) * precision.bytes();
    }

    /** Bytes of keys and values that one token of one sequence keeps in all layers. */
    public long kvBytesPerToken(Precision precision) {
        return 2L * layers * hidden * precision.bytes();
    }

    /**
     * Floating-point operations of one decode step: two per multiply-add of every matrix product of the layers and the
     * head, and of attention over {@code context} tokens.
     *
     * @param batch sequences that decode one token each
     * @param context tokens that each attends to, itself included
     */
    public double decodeFlops(int batch, int context) {
        double products = weightBytesPerStep(Precision.FP32) / 4.0;
        return 2.0 * batch * (products + 2.0 * layers * hidden * context);
    }
}
