package io.paretoscope.analysis.prediction;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A quantity made of terms that partly overlap: v = f · (Σ (rateᵢ · amountᵢ)^p)^(1/p). With p = 1 the terms add up, one after the
 * other; the larger p, the more the largest of them is all that counts, as where they run at the same time. f is a model's own
 * factor.
 *
 * <p>The rates^p enter linearly and may not be negative, so that a fit for a given p has one solution. It is on relative errors:
 * each sample weighs by one over its value. Samples that are far off weigh less still (Huber, by repeated weighting), for a
 * process of the host that was slow at launching kernels says nothing of the others.
 *
 * @param terms what it is made of
 * @param rates of each, in the value's unit by the term's
 * @param exponent p
 * @param factors f by the name of the model; 1 for others
 */
record TermModel(List<Term> terms, List<Double> rates, double exponent, Map<String, Double> factors) {

    private static final int WEIGHTINGS = 10;
    /** Relative errors above this count by their size and not by its square. */
    private static final double USUAL = 0.1;
    /**
     * A model's own factor is drawn to 1 as by so many samples that agree with the others: with few of its own, what sets it apart
     * is as likely chance.
     */
    private static final double PRIOR_SAMPLES = 4;

    TermModel {
        terms = List.copyOf(terms);
        rates = List.copyOf(rates);
        factors = Map.copyOf(factors);
    }

    /** Fitted to {@code samples}, at least one. */
    static TermModel fit(List<Sample> samples, List<Term> terms, double exponent) {
        double[][] amounts = new double[samples.size()][terms.size()];
        double[] targets = new double[samples.size()];
        for (int i = 0; i < amounts.length; i++) {
            for (int j = 0; j < terms.size(); j++) {
                amounts[i][j] = Math.pow(samples.get(i).cost().of(terms.get(j)), exponent);
            }
            targets[i] = Math.pow(samples.get(i).value(), exponent);
        }
        double[] weights = new double[amounts.length];
        Arrays.fill(weights, 1);
        TermModel model = common(amounts, targets, weights, terms, exponent);
        for (int i = 1; i < WEIGHTINGS; i++) {
            for (int s = 0; s < weights.length; s++) {
                double off = Math.abs(error(model.at(samples.get(s).cost()), samples.get(s).value()));
                weights[s] = Math.sqrt(Math.min(1, USUAL / Math.max(off, USUAL)));
            }
            model = common(amounts, targets, weights, terms, exponent);
        }
        return new TermModel(terms, model.rates, exponent, factors(samples, model));
    }

    private static TermModel common(double[][] amounts, double[] targets, double[] weights, List<Term> terms,
            double exponent) {
        double[][] rows = new double[amounts.length][];
        for (int i = 0; i < rows.length; i++) {
            double weight = weights[i] / targets[i];
            rows[i] = Arrays.stream(amounts[i]).map(amount -> amount * weight).toArray();
        }
        double[] powers = NonNegativeLeastSquares.solve(rows, weights);
        return new TermModel(terms,
                Arrays.stream(powers).map(power -> Math.pow(power, 1 / exponent)).boxed().toList(), exponent,
                Map.of());
    }

    private static Map<String, Double> factors(List<Sample> samples, TermModel model) {
        Map<String, Double> sums = new LinkedHashMap<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Sample sample : samples) {
            sums.merge(sample.model(), error(sample.value(), model.at(sample.cost())), Double::sum);
            counts.merge(sample.model(), 1, Integer::sum);
        }
        Map<String, Double> factors = new LinkedHashMap<>();
        sums.forEach((name, sum) -> factors.put(name,
                Math.exp(sum / (counts.getOrDefault(name, 0) + PRIOR_SAMPLES))));
        return factors;
    }

    /** Natural logarithm of the ratio: near 0 the relative error, and the same for twice too much as for half. */
    static double error(double predicted, double measured) {
        return Math.log(predicted / measured);
    }

    /** The value for a model of which there was no sample. */
    double at(Cost cost) {
        double sum = IntStream.range(0, terms.size()).mapToDouble(i -> power(i, cost)).sum();
        return Math.pow(sum, 1 / exponent);
    }

    /** The value for that model. */
    double at(String model, Cost cost) {
        return factors.getOrDefault(model, 1.0) * at(cost);
    }

    /** The part of {@code term} in Σ (rateᵢ · amountᵢ)^p, 0 to 1. */
    double share(Term term, Cost cost) {
        double sum = IntStream.range(0, terms.size()).mapToDouble(i -> power(i, cost)).sum();
        int index = terms.indexOf(term);
        return index < 0 || sum == 0 ? 0 : power(index, cost) / sum;
    }

    /** What one unit of {@code term} takes. */
    double rate(Term term) {
        return rates.get(terms.indexOf(term));
    }

    /** The same where {@code times} as much of a term takes the same. */
    TermModel faster(ToDoubleFunction<Term> times) {
        return new TermModel(terms,
                IntStream.range(0, terms.size())
                        .mapToObj(i -> rates.get(i) / times.applyAsDouble(terms.get(i)))
                        .toList(),
                exponent, factors);
    }

    private double power(int term, Cost cost) {
        return Math.pow(rates.get(term) * cost.of(terms.get(term)), exponent);
    }
}
