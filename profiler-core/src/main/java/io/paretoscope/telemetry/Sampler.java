package io.paretoscope.telemetry;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.AtomicHistogram;

/**
 * The thread that samples. Each pace has its own schedule: a round that comes late does not move those after it, and rounds that
 * were missed altogether are left out, not made up for. Where a pace's round of calls takes more than a tenth of its period, its
 * rounds come less often, so that sampling never keeps a core, or a driver, busy.
 */
final class Sampler implements AutoCloseable {
    private static final int SHARE_OF_PERIOD = 10;
    private static final long LONGEST_TIME = 3_600_000_000_000L;
    private static final int DIGITS = 3;
    private static final double MEDIAN = 50;
    private static final double P99 = 99;

    private final Sampling sampling;
    private final Map<Pace, Schedule> schedules = new EnumMap<>(Pace.class);
    private final AtomicHistogram lateness = new AtomicHistogram(LONGEST_TIME, DIGITS);
    private final AtomicHistogram durations = new AtomicHistogram(LONGEST_TIME, DIGITS);
    private final long periodNanos;
    private final long began = System.nanoTime();
    private final Thread thread;
    private volatile boolean closed;
    private volatile double lastCpuShare;

    /** When the probes of a pace are due. The sampling thread's alone. */
    private static final class Schedule {
        private final long period;
        private final List<Sampling.Slot> slots = new ArrayList<>();
        private long due;
        /** Smoothed, so that one slow round does not slow the pace down for long. */
        private double roundNanos;

        Schedule(long period, long due) {
            this.period = period;
            this.due = due;
        }

        void took(long nanos, long now) {
            roundNanos += (nanos - roundNanos) / SHARE_OF_PERIOD;
            long step = Math.max(period, (long) (roundNanos * SHARE_OF_PERIOD));
            due += step;
            if (due <= now) {
                due += (now - due) / step * step + step;
            }
        }
    }

    /** Samples each probe once, on this thread, and then goes on sampling on a thread of its own. */
    Sampler(Sampling sampling, SamplingPeriods periods) {
        this.sampling = sampling;
        periodNanos = periods.nanos(Pace.POWER);
        long now = System.nanoTime();
        for (Sampling.Slot slot : sampling.slots()) {
            sampling.take(slot);
            if (!slot.hopeless()) {
                schedules.computeIfAbsent(slot.pace(), pace -> new Schedule(periods.nanos(pace), now
                        + periods.nanos(pace))).slots.add(slot);
            }
        }
        thread = Thread.ofPlatform().daemon().name("telemetry").start(this::run);
    }

    private void run() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        boolean timed = threads.isCurrentThreadCpuTimeSupported();
        while (!closed && !schedules.isEmpty()) {
            Map.Entry<Pace, Schedule> next = next();
            long wait = next.getValue().due - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(this, wait);
                continue;
            }
            round(next.getKey(), next.getValue());
            if (timed && next.getKey() != Pace.COUNTER) {
                lastCpuShare = (double) threads.getCurrentThreadCpuTime() / (System.nanoTime() - began);
            }
        }
    }

    private Map.Entry<Pace, Schedule> next() {
        Map.Entry<Pace, Schedule> next = schedules.entrySet().iterator().next();
        for (Map.Entry<Pace, Schedule> schedule : schedules.entrySet()) {
            if (schedule.getValue().due - next.getValue().due < 0) {
                next = schedule;
            }
        }
        return next;
    }

    private void round(Pace pace, Schedule schedule) {
        long start = System.nanoTime();
        for (int i = 0; i < schedule.slots.size(); i++) {
            sampling.take(schedule.slots.get(i));
        }
        long end = System.nanoTime();
        if (pace == Pace.POWER) {
            lateness.recordValue(Math.clamp(start - schedule.due, 0, LONGEST_TIME));
            durations.recordValue(Math.clamp(end - start, 0, LONGEST_TIME));
        }
        schedule.took(end - start, end);
        schedule.slots.removeIf(Sampling.Slot::hopeless);
        if (schedule.slots.isEmpty()) {
            schedules.remove(pace);
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
