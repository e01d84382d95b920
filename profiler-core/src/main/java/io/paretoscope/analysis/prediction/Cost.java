package io.paretoscope.analysis.prediction;

import java.util.EnumMap;
import java.util.Map;

/**
 * How much of each term something has.
 *
 * @param amounts in the terms' units; what is left out is 0
 */
record Cost(Map<Term, Double> amounts) {
    Cost {
        amounts = Map.copyOf(amounts);
    }

    double of(Term term) {
        return amounts.getOrDefault(term, 0.0);
    }

    Cost plus(Cost other) {
        Map<Term, Double> sum = new EnumMap<>(Term.class);
        sum.putAll(amounts);
        other.amounts.forEach((term, amount) -> sum.merge(term, amount, Double::sum));
        return new Cost(sum);
    }

    Cost times(double factor) {
        Map<Term, Double> product = new EnumMap<>(Term.class);
        amounts.forEach((term, amount) -> product.put(term, factor * amount));
        return new Cost(product);
    }
}
