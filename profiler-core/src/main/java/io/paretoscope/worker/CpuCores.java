package io.paretoscope.worker;

import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The physical cores that this process may use, as far as the system tells. */
public sealed interface CpuCores {
    /**
     * A physical core.
     *
     * @param socket the number of its package, 0 where the system does not say
     * @param cpus the numbers of its logical CPUs that this process may use, ascending
     */
    record Core(int socket, List<Integer> cpus) {
        /** Takes a copy of {@code cpus}. */
        public Core {
            cpus = List.copyOf(cpus);
        }
    }

    /**
     * The cores are known.
     *
     * @param cores those with at least one usable CPU, by socket and first CPU
     */
    record Known(List<Core> cores) implements CpuCores {
        /** Takes a copy of {@code cores}. */
        public Known {
            cores = List.copyOf(cores);
        }
    }

    /**
     * The cores are not known.
     *
     * @param reason why, in one line
     */
    record Unavailable(String reason) implements CpuCores {}

    /**
     * What the scheduler lets this process use. A quota of CPU time, as containers have, is not in it: it says how much, not
     * where.
     */
    static CpuCores ofThisProcess() {
        if (!Platform.isLinux()) {
            return new Unavailable("cores can be told apart and pinned on Linux only");
        }
        try {
            return known(CpuAffinity.ofThisProcess(), Path.of("/sys/devices/system/cpu"));
        } catch (WorkerException e) {
            return new Unavailable(String.valueOf(e.getMessage()));
        }
    }

    /** The cores of these CPUs by the topology in the folder {@code system}. */
    static CpuCores known(SortedSet<Integer> usable, Path system) {
        SortedMap<Integer, Core> byFirst = new TreeMap<>();
        for (int cpu : usable) {
            Path topology = system.resolve("cpu" + cpu).resolve("topology");
            Path siblings = topology.resolve("thread_siblings_list");
            try {
                SortedSet<Integer> cpus = CpuList.parse(Files.readString(siblings));
                cpus.retainAll(usable);
                if (!cpus.contains(cpu)) {
                    return new Unavailable(siblings + " does not list CPU " + cpu + " itself");
                }
                byFirst.putIfAbsent(cpus.first(), new Core(socket(topology), List.copyOf(cpus)));
            } catch (IOException | NumberFormatException e) {
                return new Unavailable("the physical core of CPU " + cpu + " cannot be read from " + siblings + ": "
                        + e.getMessage());
            }
        }
        List<Core> cores = new ArrayList<>(byFirst.values());
        cores.sort(Comparator.comparingInt(Core::socket).thenComparingInt(core -> core.cpus().getFirst()));
        return new Known(cores);
    }

    private static int socket(Path topology) throws IOException {
        Path file = topology.resolve("physical_package_id");
        // Some machines without sockets in the usual sense give -1, or have no such file.
        return Files.exists(file) ? Math.max(0, Integer.parseInt(Files.readString(file).strip())) : 0;
    }

    /**
     * Shares the cores out to {@code replicas}, each as many as every other, neighbours together and no core to two of them.
     * What does not go round is left idle: a replica with a core more would be faster for that alone.
     *
     * @param replicas at least 1
     */
    default CpuShares split(int replicas) {
        if (replicas < 1) {
            throw new IllegalArgumentException(replicas + " replicas");
        }
        return switch (this) {
            case Unavailable(String reason) -> new CpuShares.NotShared(reason);
            case Known(List<Core> cores) when cores.size() < replicas -> new CpuShares.NotShared(replicas
                    + " replicas need a physical core each, and this process may use "
                    + (cores.size() == 1 ? "1 core" : cores.size() + " cores"));
            case Known(List<Core> cores) -> shared(cores, replicas);
        };
    }

    private static CpuShares shared(List<Core> cores, int replicas) {
        int each = cores.size() / replicas;
        List<List<Integer>> shares = new ArrayList<>();
        for (int i = 0; i < replicas; i++) {
            SortedSet<Integer> cpus = new TreeSet<>();
            cores.subList(i * each, (i + 1) * each).forEach(core -> cpus.addAll(core.cpus()));
            shares.add(List.copyOf(cpus));
        }
        return new CpuShares.Shared(shares, cores.size() - each * replicas);
    }
}
