package io.paretoscope.sweep;

import io.paretoscope.telemetry.Processes;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** Tells a device's foreign processes from our own. Pure. */
final class Neighbourhood {
    private Neighbourhood() {}

    /**
     * Who else is there.
     *
     * @param before the processes before our first was started
     * @param during the processes while ours runs
     * @param own tells our workers' numbers on this machine
     * @param ours how many of our processes compute there
     */
    static Neighbours of(Processes before, Processes during, LongPredicate own, int ours) {
        if (during instanceof Processes.Unavailable(String reason)) {
            return Neighbours.unknown(reason);
        }
        List<Processes.OnDevice> now = listed(during);
        List<Processes.OnDevice> others = now.stream()
                .filter(process -> !own.test(process.pid()))
                .toList();
        if (others.size() < now.size()) {
            return new Neighbours(others.stream().map(Neighbourhood::named).toList(), Optional.empty());
        }
        if (now.isEmpty()) {
            return Neighbours
                    .unknown("the driver lists no process, not even the worker; inside a container it may not");
        }
        // Inside a container the driver may list other numbers than the ones known here: whoever came with the workers is one.
        List<Long> earlier = listed(before).stream().map(Processes.OnDevice::pid).toList();
        List<Processes.OnDevice> stayed = now.stream().filter(process -> earlier.contains(process.pid())).toList();
        Stream<Processes.OnDevice> came = now.stream().filter(process -> !earlier.contains(process.pid())).skip(ours);
        return new Neighbours(Stream.concat(stayed.stream(), came).map(Neighbourhood::named).toList(),
                Optional.empty());
    }

    private static List<Processes.OnDevice> listed(Processes processes) {
        return processes instanceof Processes.Listed(List<Processes.OnDevice> list) ? list : List.of();
    }

    private static String named(Processes.OnDevice process) {
        return "process " + process.pid() + (process.memoryBytes().isPresent()
                ? " with " + FitCheck.gibibytes(process.memoryBytes().getAsLong())
                : "");
    }
}
