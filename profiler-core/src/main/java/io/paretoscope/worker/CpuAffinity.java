package io.paretoscope.worker;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * On which CPUs the scheduler may run a thread: Linux's {@code sched_getaffinity} and {@code sched_setaffinity}. What a pinned
 * thread starts, threads and processes, begins with its CPUs; so a process that is started by a thread pinned for that time
 * is pinned as a whole, with its collector's and compiler's threads.
 */
public final class CpuAffinity {
    /** {@code pid_t} of the thread that calls. */
    private static final int CALLER = 0;
    private static final int EINVAL = 22;
    /** Of a {@code cpu_set_t}: 1024 CPUs. The kernel refuses a mask that is shorter than its own. */
    private static final int FIRST_MASK_BYTES = 128;
    private static final int LONGEST_MASK_BYTES = 8192;

    private CpuAffinity() {}

    @SuppressWarnings("MethodName") // exported symbols
    private interface LibC extends Library {
        int sched_getaffinity(int pid, long bytes, byte[] mask) throws LastErrorException;

        int sched_setaffinity(int pid, long bytes, byte[] mask) throws LastErrorException;
    }

    /** A thread's CPUs for a time. To be closed by the same thread, which gives it back those it had. */
    public static final class Pinned implements AutoCloseable {
        private final Thread thread = Thread.currentThread();
        private final SortedSet<Integer> before;

        private Pinned(SortedSet<Integer> before) {
            this.before = before;
        }

        /** Lets the thread run where it could before. */
        @Override
        public void close() {
            if (Thread.currentThread() != thread) {
                throw new IllegalStateException("pinned by " + thread + ", released by " + Thread.currentThread());
            }
            try {
                set(before);
            } catch (WorkerException e) {
                // Only what the thread may no longer use at all is refused, and then there is nothing to go back to.
                throw new IllegalStateException(e);
            }
        }
    }

    /** The CPUs of the process, which are those of its first thread. */
    static SortedSet<Integer> ofThisProcess() throws WorkerException {
        return of(Math.toIntExact(ProcessHandle.current().pid()));
    }

    /**
     * The CPUs on which the calling thread may run.
     *
     * @throws WorkerException if the system does not say
     */
    public static SortedSet<Integer> ofThisThread() throws WorkerException {
        return of(CALLER);
    }

    private static SortedSet<Integer> of(int thread) throws WorkerException {
        LibC libc = libc();
        for (int bytes = FIRST_MASK_BYTES;; bytes *= 2) {
            byte[] mask = new byte[bytes];
            try {
                int _ = libc.sched_getaffinity(thread, bytes, mask);
                return BitSet.valueOf(mask).stream().boxed().collect(Collectors.toCollection(TreeSet::new));
            } catch (LastErrorException e) {
                if (e.getErrorCode() != EINVAL || bytes >= LONGEST_MASK_BYTES) {
                    throw new WorkerException("the usable CPUs cannot be read: sched_getaffinity " + e.getMessage(),
                            e);
                }
            }
        }
    }

    /**
     * Lets the calling thread, and what it starts from now on, run on these CPUs alone.
     *
     * @param cpus at least one
     * @return what gives the thread its former CPUs back
     * @throws WorkerException if one of them is not for this process to use, or the system has no such call; nothing is
     *         changed then
     * @throws IllegalStateException in a virtual thread, whose carrier would be pinned in its stead
     */
    public static Pinned pin(Collection<Integer> cpus) throws WorkerException {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread cannot be pinned");
        }
        SortedSet<Integer> before = ofThisThread();
        // The kernel takes any list in which one CPU is usable, and leaves the others out without a word.
        SortedSet<Integer> refused = new TreeSet<>(cpus);
        refused.removeAll(ofThisProcess());
        if (cpus.isEmpty() || !refused.isEmpty()) {
            throw new WorkerException((cpus.isEmpty()
                    ? "no CPU to pin to was named"
                    : "CPU " + CpuList.format(refused) + " cannot be pinned to") + ": this process may use "
                    + CpuList.format(ofThisProcess()), null);
        }
        set(cpus);
        return new Pinned(before);
    }

    private static void set(Collection<Integer> cpus) throws WorkerException {
        BitSet bits = new BitSet();
        cpus.forEach(bits::set);
        int bytes = Math.max(FIRST_MASK_BYTES, (Collections.max(cpus) / Long.SIZE + 1) * Long.BYTES);
        byte[] mask = Arrays.copyOf(bits.toByteArray(), bytes);
        try {
            int _ = libc().sched_setaffinity(CALLER, bytes, mask);
        } catch (LastErrorException e) {
            throw new WorkerException("a thread cannot be pinned to CPU " + CpuList.format(cpus)
                    + ": sched_setaffinity " + e.getMessage(), e);
        }
    }

    private static LibC libc() throws WorkerException {
        if (!Platform.isLinux()) {
            throw new WorkerException("threads can be pinned on Linux only", null);
        }
        return Loaded.LIBC;
    }

    private static final class Loaded {
        static final LibC LIBC = Native.load(Platform.C_LIBRARY_NAME, LibC.class);

        private Loaded() {}
    }
}
