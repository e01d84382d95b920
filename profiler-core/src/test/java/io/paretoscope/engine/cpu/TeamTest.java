package io.paretoscope.engine.cpu;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class TeamTest {
    private static final int MEMBERS = 4;
    private static final int PHASES = 2000;

    @Test
    void whatOneWroteBeforeAPhaseEndedAllSeeAfterIt() {
        int[] written = new int[MEMBERS];
        int[] wrong = new int[MEMBERS];
        try (Team team = new Team(MEMBERS)) {
            team.run(member -> {
                for (int phase = 1; phase <= PHASES; phase++) {
                    written[member] = phase;
                    team.sync(member);
                    for (int other : written) {
                        wrong[member] += other == phase ? 0 : 1;
                    }
                    team.sync(member);
                }
            });
        }
        assertArrayEquals(new int[MEMBERS], wrong);
    }

    @Test
    void everyPieceOfEveryPhaseIsTakenOnce() {
        int pieces = 50;
        AtomicIntegerArray taken = new AtomicIntegerArray(pieces);
        try (Team team = new Team(MEMBERS)) {
            team.run(member -> {
                for (int phase = 0; phase < PHASES; phase++) {
                    for (int piece = team.take(1); piece < pieces; piece = team.take(1)) {
                        taken.incrementAndGet(piece);
                    }
                    team.sync(member);
                }
            });
        }
        int[] counts = new int[pieces];
        Arrays.setAll(counts, taken::get);
        int[] expected = new int[pieces];
        Arrays.fill(expected, PHASES);
        assertArrayEquals(expected, counts);
    }

    @Test
    void aTeamOfOneNeedsNobody() {
        int[] runs = new int[1];
        try (Team team = new Team(1)) {
            team.run(member -> {
                team.sync(member);
                runs[0]++;
            });
        }
        assertEquals(1, runs[0]);
    }

    @Test
    void theFailureOfAHelperReachesTheCaller() {
        try (Team team = new Team(MEMBERS)) {
            IllegalStateException error = assertThrows(IllegalStateException.class, () -> team.run(member -> {
                if (member == 2) {
                    throw new IndexOutOfBoundsException("row 9");
                }
                team.sync(member);
            }));
            assertEquals("a thread of the decode step failed: java.lang.IndexOutOfBoundsException: row 9",
                    error.getMessage());
        }
    }

    @Test
    void theFailureOfTheCallerEndsTheHelpers() {
        try (Team team = new Team(MEMBERS)) {
            assertThrows(IndexOutOfBoundsException.class, () -> team.run(member -> {
                if (member == 0) {
                    throw new IndexOutOfBoundsException("row 9");
                }
                team.sync(member);
            }));
        }
    }
}
