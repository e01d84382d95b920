package io.paretoscope.sweep;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ConditionsTest {
    private static List<String> differences(Conditions before, Conditions after) {
        return before.differences(after)
                .stream()
                .map(difference -> (difference.settled() ? "settled " : "momentary ") + difference.text())
                .toList();
    }

    @Test
    void equalConditionsDifferInNothing() {
        Conditions conditions = new Conditions(Map.of("driver", "580"), Map.of("load", "3 %"));
        assertEquals(List.of(), differences(conditions, conditions));
    }

    @Test
    void settledDifferencesComeFirst() {
        assertEquals(List.of("settled driver: 570 → 580", "momentary load: 3 % → 90 %"),
                differences(new Conditions(Map.of("driver", "570"), Map.of("load", "3 %")),
                        new Conditions(Map.of("driver", "580"), Map.of("load", "90 %"))));
    }

    @Test
    void whatOneRunDoesNotStateDiffers() {
        assertEquals(List.of("settled ECC: on → not stated", "settled MIG: not stated → off"),
                differences(new Conditions(Map.of("ECC", "on"), Map.of()),
                        new Conditions(Map.of("MIG", "off"), Map.of())));
    }
}
