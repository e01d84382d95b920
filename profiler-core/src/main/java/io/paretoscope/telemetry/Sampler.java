package io.paretoscope.telemetry;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.AtomicHistogram;

/** The thread that samples, each pace on its own {@link Schedule}. */
final class Sampler implements AutoCloseable {
    private static final long LONGEST_TIME = 3_600_000_000_000L;
    private static final int DIGITS = 3;
    private static final double MEDIAN = 50;
    private static final double P99 = 99;

    private final Sampling sampling;
    private final Map<Pace, Round> rounds = new EnumMap<>(Pace.class);
    private final AtomicHistogram lateness = new AtomicHistogram(LONGEST_TIME, DIGITS);
    private final AtomicHistogram durations = new AtomicHistogram(LONGEST_TIME, DIGITS);
    /** The pace whose punctuality is told: that of power, or the finest there is where there is no power. */
    private final Pace told;
    private final long periodNanos;
    private final long began = System.nanoTime();
    private final Thread thread;
    private volatile boolean closed;
    private volatile double lastCpuShare;

    /** The probes of a pace and when they are due. The sampling thread's alone. */
    private record Round(Schedule schedule, List<Sampling.Slot> slots) {}

    /** Samples each probe once, on this thread, and then goes on sampling on a thread of its own. */
    Sampler(Sampling sampling, SamplingPeriods periods) {
        this.sampling = sampling;
        long now = System.nanoTime();
        for (Sampling.Slot slot : sampling.slots()) {
            sampling.take(slot);
            if (!slot.hopeless()) {
                rounds.computeIfAbsent(slot.pace(), pace -> new Round(new Schedule(periods.nanos(pace), now),
                        new ArrayList<>())).slots().add(slot);
            }
        }
        told = rounds.isEmpty() || rounds.containsKey(Pace.POWER)
                ? Pace.POWER
                : rounds.keySet().iterator().next();
        periodNanos = periods.nanos(told);
        thread = Thread.ofPlatform().daemon().name("telemetry").start(this::run);
    }

    private void run() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        boolean timed = threads.isCurrentThreadCpuTimeSupported();
        while (!closed && !rounds.isEmpty()) {
            Map.Entry<Pace, Round> next = next();
            long wait = next.getValue().schedule().due() - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(this, wait);
                continue;
            }
            take(next.getKey(), next.getValue());
            if (timed) {
                lastCpuShare = (double) threads.getCurrentThreadCpuTime() / (System.nanoTime() - began);
            }
        }
    }

    private Map.Entry<Pace, Round> next() {
        Map.Entry<Pace, Round> next = rounds.entrySet().iterator().next();
        for (Map.Entry<Pace, Round> round : rounds.entrySet()) {
            if (round.getValue().schedule().due() - next.getValue().schedule().due() < 0) {
                next = round;
            }
        }
        return next;
    }

    private void take(Pace pace, Round round) {
        long start = System.nanoTime();
        for (int i = 0; i < round.slots().size(); i++) {
            sampling.take(round.slots().get(i));
        }
        long end = System.nanoTime();
        if (pace == told) {
            lateness.recordValue(Math.clamp(start - round.schedule().due(), 0, LONGEST_TIME));
            durations.recordValue(Math.clamp(end - start, 0, LONGEST_TIME));
        }
        round.schedule().took(end - start, end);
        round.slots().removeIf(Sampling.Slot::hopeless);
        if (round.slots().isEmpty()) {
            rounds.remove(pace);
        }
    }

    SamplerStats stats() {
        AtomicHistogram late = lateness.copy();
        return new SamplerStats(periodNanos, late.getTotalCount(), late.getValueAtPercentile(MEDIAN),
                late.getValueAtPercentile(P99), durations.copy().getValueAtPercentile(MEDIAN), lastCpuShare);
    }

    /** Ends the thread and waits until it has. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                // What it reads from is about to be let go: that must not be under its hands.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
