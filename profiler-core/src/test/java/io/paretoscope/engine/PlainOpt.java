package io.paretoscope.engine;

import io.paretoscope.opt.OptConfig;
import java.util.Arrays;

/**
 * OPT written down as plainly as possible, in double precision, one sequence at a time, without a cache: after the paper and
 * Hugging Face's description of the configuration. What the engine is compared with where no recorded answers exist.
 */
final class PlainOpt {
    private static final double EPSILON = 1e-5;

    private final OptConfig config;
    private final RandomCheckpoint weights;

    PlainOpt(RandomCheckpoint weights) {
        this.config = weights.config();
        this.weights = weights;
    }

    /** The logits that follow the last of {@code tokens}. */
    double[] logits(int[] tokens) {
        double[][] x = new double[tokens.length][];
        for (int t = 0; t < tokens.length; t++) {
            double[] embedded = row("decoder.embed_tokens.weight", tokens[t], config.embedding());
            double[] wide = config.projected()
                    ? linear("decoder.project_in", embedded, config.hidden(), false)
                    : embedded;
            x[t] = sum(wide, row("decoder.embed_positions.weight", t + OptConfig.POSITION_OFFSET, config.hidden()));
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            x = layer("decoder.layers." + layer + ".", x);
        }
        double[] last = x[tokens.length - 1];
        if (config.finalNorm()) {
            last = norm("decoder.final_layer_norm", last);
        }
        if (config.projected()) {
            last = linear("decoder.project_out", last, config.embedding(), false);
        }
        return product(config.tied() ? "decoder.embed_tokens.weight" : "lm_head.weight", last, config.vocabulary());
    }

    private double[][] layer(String prefix, double[][] x) {
        int length = x.length;
        double[][] q = new double[length][];
        double[][] k = new double[length][];
        double[][] v = new double[length][];
        for (int t = 0; t < length; t++) {
            double[] in = config.preNorm() ? norm(prefix + "self_attn_layer_norm", x[t]) : x[t];
            q[t] = linear(prefix + "self_attn.q_proj", in, config.hidden(), config.bias());
            k[t] = linear(prefix + "self_attn.k_proj", in, config.hidden(), config.bias());
            v[t] = linear(prefix + "self_attn.v_proj", in, config.hidden(), config.bias());
        }
        double[][] out = new double[length][];
        for (int t = 0; t < length; t++) {
            double[] attended = linear(prefix + "self_attn.out_proj", attend(q[t], k, v, t), config.hidden(),
                    config.bias());
            double[] y = sum(x[t], attended);
            if (!config.preNorm()) {
                y = norm(prefix + "self_attn_layer_norm", y);
            }
            double[] in = config.preNorm() ? norm(prefix + "final_layer_norm", y) : y;
            double[] inner = linear(prefix + "fc1", in, config.ffn(), config.bias());
            double[] relu = Arrays.stream(inner).map(value -> Math.max(0, value)).toArray();
            y = sum(y, linear(prefix + "fc2", relu, config.hidden(), config.bias()));
            out[t] = config.preNorm() ? y : norm(prefix + "final_layer_norm", y);
        }
        return out;
    }

    private double[] attend(double[] query, double[][] keys, double[][] values, int last) {
        double[] result = new double[config.hidden()];
        for (int head = 0; head < config.heads(); head++) {
            int from = head * config.headSize();
            double[] scores = new double[last + 1];
            for (int t = 0; t <= last; t++) {
                for (int i = from; i < from + config.headSize(); i++) {
                    scores[t] += query[i] * keys[t][i] / Math.sqrt(config.headSize());
                }
            }
            double largest = Arrays.stream(scores).max().orElseThrow();
            double[] weight = Arrays.stream(scores).map(score -> Math.exp(score - largest)).toArray();
            double total = Arrays.stream(weight).sum();
            for (int t = 0; t <= last; t++) {
                for (int i = from; i < from + config.headSize(); i++) {
                    result[i] += weight[t] / total * values[t][i];
                }
            }
        }
        return result;
    }

    private double[] norm(String name, double[] x) {
        double mean = Arrays.stream(x).average().orElseThrow();
        double variance = Arrays.stream(x).map(value -> (value - mean) * (value - mean)).average().orElseThrow();
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (x[i] - mean) / Math.sqrt(variance + EPSILON);
            if (config.normAffine()) {
                y[i] = y[i] * weights.values(name + ".weight")[i] + weights.values(name + ".bias")[i];
            }
        }
        return y;
    }

    private double[] linear(String name, double[] x, int out, boolean bias) {
        double[] y = product(name + ".weight", x, out);
        if (bias) {
            for (int i = 0; i < out; i++) {
                y[i] += weights.values(name + ".bias")[i];
            }
        }
        return y;
    }

    private double[] product(String name, double[] x, int out) {
        float[] w = weights.values(name);
        double[] y = new double[out];
        for (int row = 0; row < out; row++) {
            for (int column = 0; column < x.length; column++) {
                y[row] += (double) w[row * x.length + column] * x[column];
            }
        }
        return y;
    }

    private double[] row(String name, int row, int width) {
        double[] result = new double[width];
        for (int i = 0; i < width; i++) {
            result[i] = weights.values(name)[row * width + i];
        }
        return result;
    }

    private static double[] sum(double[] a, double[] b) {
        double[] result = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            result[i] = a[i] + b[i];
        }
        return result;
    }
}
