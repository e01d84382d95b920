package io.paretoscope.engine.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that do one piece of work together, in phases that end for all of them at once. The thread that calls {@link #run} is
 * member 0; the others wait between runs.
 *
 * <p>A decode step has some sixty phases of a few microseconds to milliseconds. Whoever waits therefore spins at first, and parks
 * when that takes long, so that neither an idle nor a busy machine pays for it.
 */
final class Team implements AutoCloseable {
    static final String THREAD_NAME = "paretoscope-decode-";

    private static final long SPIN_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final int SPINS_BETWEEN_CLOCKS = 16;

    /** What every member does. */
    @FunctionalInterface
    interface Work {
        /** As one of the members, who all call {@link #sync} equally often. */
        void run(int member);
    }

    private final int size;
    private final List<Thread> helpers = new ArrayList<>();
    private final AtomicReferenceArray<@Nullable Thread> parked;
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger nextPiece = new AtomicInteger();
    private volatile int phase;
    private volatile @Nullable Work work;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /** A team of this many members, of which all but the caller get a thread here. */
    Team(int size) {
        this.size = size;
        parked = new AtomicReferenceArray<>(size);
        for (int member = 1; member < size; member++) {
            int number = member;
            helpers.add(Thread.ofPlatform()
                    .name(THREAD_NAME + number)
                    .daemon()
                    .start(() -> helpAs(number)));
        }
    }

    int size() {
        return size;
    }

    /**
     * Has all members do it, and returns when all have.
     *
     * @throws IllegalStateException where one of them failed; the team is of no more use then
     */
    void run(Work all) {
        work = all;
        sync(0);
        try {
            all.run(0);
        } catch (RuntimeException | Error e) {
            fail(e);
            throw e;
        }
        sync(0);
    }

    private void helpAs(int member) {
        try {
            while (true) {
                sync(member);
                Work todo = work;
                if (closed || todo == null) {
                    return;
                }
                todo.run(member);
                sync(member);
            }
        } catch (RuntimeException | Error e) {
            // Nobody would hear of it here: it is thrown to whoever runs this team.
            fail(e);
        }
    }

    /**
     * The next {@code count} pieces of the phase's work that no member has taken, counted from 0 in each phase. Whoever is held
     * up by other load so takes fewer.
     *
     * @return the first of them
     */
    int take(int count) {
        return nextPiece.getAndAdd(count);
    }

    /** Ends a phase: waits for all members, and makes what they wrote visible to all. */
    void sync(int member) {
        int before = phase;
        // A failure is set before its phase ends, so whoever reads the new phase sees it here, and nobody waits for the lost.
        throwFailure();
        if (arrived.incrementAndGet() == size) {
            arrived.set(0);
            nextPiece.set(0);
            phase = before + 1;
            wakeAll();
        } else {
            await(member, before);
        }
        throwFailure();
    }

    private void throwFailure() {
        Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException("a thread of the decode step failed: " + cause, cause);
        }
    }

    private void await(int member, int before) {
        long start = System.nanoTime();
        do {
            for (int i = 0; i < SPINS_BETWEEN_CLOCKS; i++) {
                if (phase != before) {
                    return;
                }
                Thread.onSpinWait();
            }
        } while (System.nanoTime() - start < SPIN_NANOS);
        parked.set(member, Thread.currentThread());
        while (phase == before) {
            LockSupport.park(this);
        }
        parked.set(member, null);
    }

    private void wakeAll() {
        for (int member = 0; member < size; member++) {
            LockSupport.unpark(parked.get(member));
        }
    }

    private synchronized void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
            phase++;
            wakeAll();
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        closed = true;
        if (failure == null) {
            sync(0);
        }
        boolean interrupted = false;
        for (Thread helper : helpers) {
            while (helper.isAlive()) {
                try {
                    helper.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
