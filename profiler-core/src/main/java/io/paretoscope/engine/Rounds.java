package io.paretoscope.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The same work, timed several times. The device was waited for before each time was read.
 *
 * @param repeats how often the work was done in each round
 * @param nanos each timed round, in order, at least {@link RoundRule#FEWEST_ROUNDS}
 * @param warmUpRounds rounds before them, which are not counted
 * @param steady whether the rate was steady before the first timed round
 */
public record Rounds(int repeats, List<Long> nanos, int warmUpRounds, boolean steady) {

    /**
     * The last three rounds of the warm-up lie within this share of their middle one. Half of what the windows of a point may
     * differ by (R11), for points are compared with these.
     */
    static final double STEADY_SHARE = 0.05;

    private static final int STEADY_ROUNDS = 3;
    private static final int MOST_REPEATS = 1 << 20;

    public Rounds {
        nanos = List.copyOf(nanos);
        if (repeats < 1 || nanos.size() < RoundRule.FEWEST_ROUNDS) {
            throw new IllegalArgumentException(nanos.size() + " rounds of " + repeats + " repeats");
        }
    }

    /** Work for a device. */
    @FunctionalInterface
    interface Work {
        /** Does it so many times, and returns when the device has. The device has nothing else to do at the call. */
        void run(int times) throws EngineException;
    }

    /** Times {@code work}. */
    static Rounds of(Work work, RoundRule rule, LongSupplier nanoClock) throws EngineException {
        Timing timing = new Timing(work, nanoClock);
        long begun = nanoClock.getAsLong();
        // The first time is spent on allocating and choosing kernels.
        timing.nanos(1);
        int repeats = 1;
        long took = timing.nanos(repeats);
        // About as long is enough: half. More often than once, for what few take may be mostly the waiting for them.
        while (2 * took < rule.leastRoundNanos() && repeats < MOST_REPEATS) {
            double factor = (double) rule.leastRoundNanos() / Math.max(1, took);
            repeats = (int) Math.min(MOST_REPEATS, Math.ceil(repeats * factor));
            took = timing.nanos(repeats);
        }
        List<Long> warmUp = new ArrayList<>(List.of(took));
        while (!steady(warmUp) && nanoClock.getAsLong() - begun < rule.mostNanos() / 2) {
            warmUp.add(timing.nanos(repeats));
        }
        List<Long> timed = new ArrayList<>();
        while (timed.size() < RoundRule.FEWEST_ROUNDS
                || (timed.size() < rule.rounds() && nanoClock.getAsLong() - begun < rule.mostNanos())) {
            timed.add(timing.nanos(repeats));
        }
        return new Rounds(repeats, timed, warmUp.size(), steady(warmUp));
    }

    private static boolean steady(List<Long> rounds) {
        if (rounds.size() < STEADY_ROUNDS) {
            return false;
        }
        List<Long> last = rounds.subList(rounds.size() - STEADY_ROUNDS, rounds.size());
        double middle = median(last);
        return Collections.max(last) - middle <= STEADY_SHARE * middle
                && middle - Collections.min(last) <= STEADY_SHARE * middle;
    }

    private record Timing(Work work, LongSupplier nanoClock) {
        long nanos(int times) throws EngineException {
            long start = nanoClock.getAsLong();
            work.run(times);
            return nanoClock.getAsLong() - start;
        }
    }

    /** The shortest round. */
    public long bestNanos() {
        return Collections.min(nanos);
    }

    /** The middle round; halfway between the middle two where their number is even. */
    public double medianNanos() {
        return median(nanos);
    }

    private static double median(List<Long> values) {
        List<Long> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2.0;
    }
}
