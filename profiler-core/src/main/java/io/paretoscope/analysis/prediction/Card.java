package io.paretoscope.analysis.prediction;

/**
 * Another card, by how it stands to that of the measurements.
 *
 * @param bandwidthTimes rate of its memory over theirs
 * @param operationsTimes rate of its matrix products over theirs
 */
public record Card(double bandwidthTimes, double operationsTimes) {
    /** The card of the measurements. */
    public static final Card SAME = new Card(1, 1);

    public Card {
        positive("memory rate", bandwidthTimes);
        positive("matrix rate", operationsTimes);
    }

    private static void positive(String what, double times) {
        if (!(times > 0 && Double.isFinite(times))) {
            throw new IllegalArgumentException(what + " " + times + " times that measured: must be above 0");
        }
    }

    double times(Term term) {
        return switch (term) {
            case WEIGHTS, KV_CACHE, ACTIVATIONS, READING -> bandwidthTimes;
            case OPERATIONS -> operationsTimes;
            case LAUNCHES, TIME -> 1;
        };
    }
}
