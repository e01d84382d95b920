package io.paretoscope.engine;

import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EngineUseTest {
    @Test
    void whatWasAskedForIsNoFallback() {
        assertFalse(EngineUse.as(EngineKind.GRAPH).fellBack());
    }

    @Test
    void anotherKindThanAskedForSaysWhy() {
        EngineUse use = EngineUse.instead(EngineKind.GRAPH, EngineKind.TORCHSCRIPT, "the batch is too large");
        assertEquals("decoded by torchscript instead of graph, since the batch is too large", use.text());
        assertTrue(use.fellBack());
    }

    @Test
    void anotherKindThanAskedForNeedsAReason() {
        assertThrows(IllegalArgumentException.class,
                () -> new EngineUse(EngineKind.GRAPH, EngineKind.TORCHSCRIPT, Optional.empty()));
    }

    @Test
    void whatWasAskedForHasNoReason() {
        assertThrows(IllegalArgumentException.class,
                () -> new EngineUse(EngineKind.GRAPH, EngineKind.GRAPH, Optional.of("it was asked for")));
    }
}
