package io.paretoscope.sweep;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LearntCostTest {
    private final LearntCost cost = new LearntCost(2);

    @Test
    void theGuessIsAllThereIsAtFirst() {
        assertFalse(cost.known());
        assertEquals(2 * 7, cost.nanos(3, 7));
    }

    @Test
    void whatTheGuessDoesNotExplainIsFixed() {
        cost.paid(1, 10, 50);
        assertTrue(cost.known());
        assertEquals(30 + 2 * 100, cost.nanos(1, 100), 1e-9);
    }

    @Test
    void aGuessThatIsTooHighGivesWay() {
        cost.paid(1, 1000, 50);
        assertEquals(50, cost.nanos(1, 1000), 2);
        assertEquals(500, cost.nanos(1, 10_000), 20);
    }

    @Test
    void manyPaymentsOutweighTheGuess() {
        for (int i = 1; i <= 30; i++) {
            cost.paid(1, i, 100 + 9 * i);
        }
        assertEquals(100 + 9 * 60, cost.nanos(1, 60), 30);
    }

    @Test
    void noPriceIsNegative() {
        cost.paid(1, 1, 100);
        cost.paid(1, 100, 10);
        assertTrue(cost.nanos(0, 1) >= 0);
        assertTrue(cost.nanos(1, 0) >= 0);
    }

    @Test
    void whatWasFreeTeachesNothing() {
        cost.paid(1, 10, 0);
        assertFalse(cost.known());
    }
}
