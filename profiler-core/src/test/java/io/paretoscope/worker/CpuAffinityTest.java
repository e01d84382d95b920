package io.paretoscope.worker;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Real threads and processes on real CPUs. */
@EnabledOnOs(OS.LINUX)
class CpuAffinityTest {
    private static final Executor NEW_THREAD = task -> Thread.ofPlatform().start(task);

    private static SortedSet<Integer> ofThisThread() {
        try {
            return CpuAffinity.ofThisThread();
        } catch (WorkerException e) {
            throw new AssertionError(e);
        }
    }

    /** The last usable CPU, which is not the whole of them where there are two. */
    private static List<Integer> last() throws WorkerException {
        return List.of(CpuAffinity.ofThisProcess().last());
    }

    @Test
    void aPinnedThreadHasTheseCpusAlone() throws Exception {
        try (var _ = CpuAffinity.pin(last())) {
            assertEquals(last(), List.copyOf(ofThisThread()));
        }
    }

    @Test
    void anUnpinnedThreadHasItsFormerCpus() throws Exception {
        SortedSet<Integer> before = ofThisThread();
        CpuAffinity.pin(last()).close();
        assertEquals(before, ofThisThread());
    }

    @Test
    void aThreadOfAPinnedThreadIsPinned() throws Exception {
        try (var _ = CpuAffinity.pin(last())) {
            assertEquals(last(),
                    List.copyOf(CompletableFuture.supplyAsync(CpuAffinityTest::ofThisThread, NEW_THREAD).join()));
        }
    }

    @Test
    void aProcessOfAPinnedThreadIsPinned() throws Exception {
        Process process;
        try (var _ = CpuAffinity.pin(last())) {
            process = new ProcessBuilder("/bin/sh", "-c", "grep ^Cpus_allowed_list: /proc/self/status").start();
        }
        String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertEquals("Cpus_allowed_list:\t" + CpuList.format(last()), line.strip());
    }

    @Test
    void theProcessKeepsItsCpusWhenAThreadIsPinned() throws Exception {
        SortedSet<Integer> before = CpuAffinity.ofThisProcess();
        try (var _ = CpuAffinity.pin(last())) {
            assertEquals(before, CpuAffinity.ofThisProcess());
        }
    }

    @Test
    void aCpuThatIsNotThereIsRefusedBeforeAnythingChanges() throws Exception {
        SortedSet<Integer> before = ofThisThread();
        WorkerException error = assertThrows(WorkerException.class,
                () -> CpuAffinity.pin(List.of(CpuAffinity.ofThisProcess().first(), 9999)));
        assertEquals("CPU 9999 cannot be pinned to: this process may use "
                + CpuList.format(CpuAffinity.ofThisProcess()), error.getMessage());
        assertEquals(before, ofThisThread());
    }

    @Test
    void noCpuIsRefused() throws Exception {
        WorkerException error = assertThrows(WorkerException.class, () -> CpuAffinity.pin(List.of()));
        assertEquals("no CPU to pin to was named: this process may use "
                + CpuList.format(CpuAffinity.ofThisProcess()), error.getMessage());
    }

    @Test
    void anotherThreadMayNotUnpin() throws Exception {
        try (var pinned = CpuAffinity.pin(last())) {
            CompletableFuture.runAsync(() -> assertThrows(IllegalStateException.class, pinned::close), NEW_THREAD)
                    .join();
        }
    }

    @Test
    void aVirtualThreadIsNotPinned() {
        CompletableFuture.runAsync(() -> assertThrows(IllegalStateException.class, () -> CpuAffinity.pin(last())),
                task -> Thread.ofVirtual().start(task)).join();
    }
}
