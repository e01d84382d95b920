package io.paretoscope.sweep;

import io.paretoscope.telemetry.Processes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class NeighbourhoodTest {
    private static Processes processes(long... pids) {
        return new Processes.Listed(LongStream.of(pids)
                .mapToObj(pid -> new Processes.OnDevice(pid, OptionalLong.empty()))
                .toList());
    }

    private static List<String> foreign(Processes before, Processes during, long own) {
        Neighbours neighbours = Neighbourhood.of(before, during, pid -> pid == own, 1);
        assertEquals(Optional.empty(), neighbours.unknown());
        return neighbours.foreign();
    }

    @Test
    void ourOwnWorkerIsNoNeighbour() {
        assertEquals(List.of(), foreign(processes(), processes(7), 7));
    }

    @Test
    void everyOtherIs() {
        assertEquals(List.of("process 3", "process 9"), foreign(processes(3), processes(3, 7, 9), 7));
    }

    @Test
    void inAContainerTheOneThatCameWithTheWorkerIsTheWorker() {
        assertEquals(List.of(), foreign(processes(), processes(90_007), 7));
    }

    @Test
    void inAContainerWhoWasThereBeforeIsForeign() {
        assertEquals(List.of("process 90003"), foreign(processes(90_003), processes(90_003, 90_007), 7));
    }

    @Test
    void inAContainerASecondNewcomerIsForeign() {
        assertEquals(List.of("process 90008"), foreign(processes(), processes(90_007, 90_008), 7));
    }

    @Test
    void anEmptyListTellsNothing() {
        assertEquals(Optional.of("the driver lists no process, not even the worker; inside a container it may not"),
                Neighbourhood.of(processes(), processes(), pid -> pid == 7, 1).unknown());
    }

    @Test
    void aDriverThatDoesNotTellIsQuoted() {
        assertEquals(Neighbours.unknown("no permission"), Neighbourhood.of(processes(),
                new Processes.Unavailable("no permission"), pid -> pid == 7, 1));
    }
}
