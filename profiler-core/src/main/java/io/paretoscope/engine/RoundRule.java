package io.paretoscope.engine;

/**
 * How long a rate is measured. First the work is repeated until its rate is steady, for at most half of the most time; then so
 * many rounds are timed.
 *
 * @param leastRoundNanos a round repeats the work until it lasts about as long, so that the time of giving it to the device
 *     does not count
 * @param rounds timed rounds, three or more
 * @param mostNanos no round begins after this, three timed ones excepted
 */
public record RoundRule(long leastRoundNanos, int rounds, long mostNanos) {

    /** The fewest timed rounds, so that there is a middle. */
    public static final int FEWEST_ROUNDS = 3;

    public RoundRule {
        if (leastRoundNanos < 0 || rounds < FEWEST_ROUNDS || mostNanos < leastRoundNanos) {
            throw new IllegalArgumentException(rounds + " rounds of " + leastRoundNanos + " ns within " + mostNanos
                    + " ns");
        }
    }
}
