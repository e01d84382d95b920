package io.paretoscope.window;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.Replication;
import io.paretoscope.workbench.Samples;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReplicationViewModelTest {
    private static final long SEED = 7;

    private final ReplicationViewModel replication = new ReplicationViewModel(Replication.NONE, SEED);

    private static Replication value(ReplicationViewModel of) {
        return of.meaning().get().value().orElseThrow(() -> new AssertionError(of.meaning().get().problem()));
    }

    private String problem() {
        return replication.meaning().get().problem();
    }

    private static Part part(String model, int batch, int replicas) {
        return new Part(new ModelSource(OptCatalog.get(model), new WeightsRef.Synthetic(SEED)), batch, replicas);
    }

    @Test
    void itBeginsWithoutReplicas() {
        assertEquals(Replication.NONE, value(replication));
    }

    @Test
    void everythingOfThePlanIsKept() {
        ModelSource trained = new ModelSource(OptCatalog.get("opt-350m"), new WeightsRef.Stored("/models/opt-350m"));
        Replication all = new Replication(List.of(4, 1), List.of(ReplicaMode.MIG, ReplicaMode.MPS),
                OptionalInt.of(40), false, List.of(List.of(new Part(trained, 8, 2), part("opt-125m", 16, 1))));
        ReplicationViewModel loaded = new ReplicationViewModel(all, SEED);
        loaded.device(Optional.of(Samples.cpu()));
        assertEquals(all, value(loaded));
    }

    @Test
    void theFieldsReachTheReplication() {
        replication.counts().text().set("1, 2 4");
        replication.mode(ReplicaMode.MPS).chosen().set(true);
        replication.mpsThreads().text().set("25");
        replication.pinned().set(false);
        replication.groups().text().set("opt-125m:b32x2, opt-1.3b:b16; opt-125m:b1x3");
        assertEquals(new Replication(List.of(1, 2, 4), List.of(ReplicaMode.STREAMS, ReplicaMode.MPS),
                OptionalInt.of(25), false,
                List.of(List.of(part("opt-125m", 32, 2), part("opt-1.3b", 16, 1)), List.of(part("opt-125m", 1, 3)))),
                value(replication));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'' | no replica count: enter whole numbers, such as 1, 2, 4",
        "two | replica count 'two': must be a whole number of at least 1", "65 | replica count 65: must be 1 to 64",
        "2, 2 | replica count 2 is listed twice"})
    void countsThatCannotBeAreSaidToBeWrong(String text, String problem) {
        replication.counts().text().set(text);
        assertEquals(problem, replication.counts().problem().get());
        assertEquals(problem, problem());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "opt-125m | 'opt-125m' is not a part of a group; expected MODEL:bBATCHxREPLICAS with commas between, such as "
                + "opt-125m:b32x2,opt-1.3b:b16x1",
        "opt-9b:b1x2 | unknown model 'opt-9b': one of opt-125m, opt-350m, opt-1.3b, opt-2.7b, opt-6.7b, opt-13b",
        "opt-125m:b4x1 | a group needs at least two replicas: [opt-125m:b4x1]",
        "opt-125m:b4x0 | replica count 0: must be at least 1"})
    void groupsThatCannotBeAreSaidToBeWrong(String text, String problem) {
        replication.groups().text().set(text);
        assertEquals(problem, replication.groups().problem().get());
        assertEquals(problem, problem());
    }

    @Test
    void withoutAModeItSaysSo() {
        replication.mode(ReplicaMode.STREAMS).chosen().set(false);
        assertEquals("no replica mode: choose streams or processes", problem());
        assertEquals(problem(), replication.modesProblem().get());
    }

    @Test
    void whatIsWrongIsSaidUntilItIsMended() {
        replication.counts().text().set("0");
        replication.counts().text().set("3");
        assertEquals("", problem());
        assertEquals(List.of(3), value(replication).counts());
    }

    @Test
    void theThreadsOfMpsHaveNoMeaningWithoutIt() {
        replication.mpsThreads().text().set("120");
        assertEquals("replica mode mps is not chosen", replication.mpsThreadsObstacle().get());
        assertEquals(OptionalInt.empty(), value(replication).mpsThreadPercentage());
        replication.mode(ReplicaMode.MPS).chosen().set(true);
        assertEquals("", replication.mpsThreadsObstacle().get());
        assertEquals("MPS thread percentage 120: must be 1 to 100", problem());
        assertEquals(problem(), replication.mpsThreadsProblem().get());
    }

    @Test
    void whatTheProcessorDoesNotOfferCannotBeChosenThere() {
        replication.device(Optional.of(Samples.cpu()));
        assertEquals("needs an NVIDIA GPU", replication.mode(ReplicaMode.MPS).lock().get());
        assertEquals("", replication.mode(ReplicaMode.PROCESSES).lock().get());
        replication.device(Optional.of(Samples.gpu()));
        assertEquals("", replication.mode(ReplicaMode.MPS).lock().get());
    }

    @Test
    void aChoiceThatNoLongerAppliesStaysAndIsAProblemUntilItIsGivenUp() {
        replication.device(Optional.of(Samples.gpu()));
        replication.mode(ReplicaMode.MPS).chosen().set(true);
        replication.device(Optional.of(Samples.cpu()));
        assertTrue(value(replication).modes().contains(ReplicaMode.MPS));
        assertEquals("mps needs an NVIDIA GPU, its points will be skipped", replication.modesProblem().get());
        assertEquals("", replication.mode(ReplicaMode.MPS).lock().get());
        replication.mode(ReplicaMode.MPS).chosen().set(false);
        assertEquals("", replication.modesProblem().get());
        assertFalse(replication.mode(ReplicaMode.MPS).lock().get().isEmpty());
    }
}
