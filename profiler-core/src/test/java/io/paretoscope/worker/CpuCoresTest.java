package io.paretoscope.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How the processor's cores are found and shared out. */
class CpuCoresTest {
    @TempDir
    private Path system;

    private void topology(int cpu, String socket, String siblings) throws IOException {
        Path topology = Files.createDirectories(system.resolve("cpu" + cpu).resolve("topology"));
        Files.writeString(topology.resolve("physical_package_id"), socket + "\n");
        Files.writeString(topology.resolve("thread_siblings_list"), siblings + "\n");
    }

    private static SortedSet<Integer> cpus(Integer... cpus) {
        return new TreeSet<>(List.of(cpus));
    }

    private static CpuCores.Core core(int socket, Integer... cpus) {
        return new CpuCores.Core(socket, List.of(cpus));
    }

    @Test
    void threadsOfACoreAreTogether() throws Exception {
        topology(0, "0", "0,2");
        topology(1, "0", "1,3");
        topology(2, "0", "0,2");
        topology(3, "0", "1,3");
        assertEquals(new CpuCores.Known(List.of(core(0, 0, 2), core(0, 1, 3))),
                CpuCores.known(cpus(0, 1, 2, 3), system));
    }

    @Test
    void aThreadThatThisProcessMayNotUseIsLeftOut() throws Exception {
        topology(2, "0", "0,2");
        topology(3, "0", "1,3");
        topology(1, "0", "1,3");
        assertEquals(new CpuCores.Known(List.of(core(0, 1, 3), core(0, 2))),
                CpuCores.known(cpus(1, 2, 3), system));
    }

    @Test
    void coresOfASocketAreNeighboursHoweverTheyAreNumbered() throws Exception {
        topology(0, "0", "0");
        topology(1, "1", "1");
        topology(2, "0", "2");
        topology(3, "-1", "3");
        assertEquals(new CpuCores.Known(List.of(core(0, 0), core(0, 2), core(0, 3), core(1, 1))),
                CpuCores.known(cpus(0, 1, 2, 3), system));
    }

    @Test
    void aSystemWithoutTopologyHasAReason() {
        CpuCores.Unavailable unavailable = assertInstanceOf(CpuCores.Unavailable.class,
                CpuCores.known(cpus(7), system));
        assertTrue(unavailable.reason().startsWith("the physical core of CPU 7 cannot be read from " + system),
                unavailable.reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "3-1", "1,", "5"})
    void aTopologyThatMakesNoSenseHasAReason(String siblings) throws Exception {
        topology(0, "0", siblings);
        assertInstanceOf(CpuCores.Unavailable.class, CpuCores.known(cpus(0), system));
    }

    @Test
    void sharesAreEqualAndKeepCoresWhole() {
        CpuCores cores = new CpuCores.Known(
                List.of(core(0, 0, 5), core(0, 1, 6), core(0, 2, 7), core(0, 3, 8), core(0, 4, 9)));
        assertEquals(new CpuShares.Shared(List.of(List.of(0, 1, 5, 6), List.of(2, 3, 7, 8)), 1), cores.split(2));
    }

    @Test
    void oneReplicaHasAllCores() {
        assertEquals(new CpuShares.Shared(List.of(List.of(0, 1)), 0),
                new CpuCores.Known(List.of(core(0, 0), core(0, 1))).split(1));
    }

    @Test
    void moreReplicasThanCoresAreNotKeptApartByThreadsOfOneCore() {
        assertEquals(new CpuShares.NotShared("2 replicas need a physical core each, and this process may use 1 core"),
                new CpuCores.Known(List.of(core(0, 0, 1))).split(2));
    }

    @Test
    void unknownCoresAreNotShared() {
        assertEquals(new CpuShares.NotShared("because"), new CpuCores.Unavailable("because").split(1));
    }

    @Test
    void noReplicaIsAnErrorOfTheProgram() {
        CpuCores cores = new CpuCores.Known(List.of(core(0, 0)));
        assertThrows(IllegalArgumentException.class, () -> cores.split(0));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void thisProcessHasCores() throws Exception {
        CpuCores.Known known = assertInstanceOf(CpuCores.Known.class, CpuCores.ofThisProcess());
        SortedSet<Integer> all = new TreeSet<>();
        known.cores().forEach(core -> all.addAll(core.cpus()));
        assertEquals(CpuAffinity.ofThisProcess(), all);
    }

    @Test
    void listsAreWrittenAsLinuxDoes() {
        assertEquals("0-3,8,10-11", CpuList.format(List.of(8, 0, 1, 11, 2, 3, 10)));
        assertEquals(cpus(0, 1, 2, 3, 8, 10, 11), CpuList.parse("0-3,8,10-11\n"));
    }
}
