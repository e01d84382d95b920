package io.paretoscope.engine;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EngineKindTest {
    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void everyKindIsFoundByItsName(EngineKind kind) {
        assertEquals(kind, EngineKind.parse(kind.label()));
    }

    @Test
    void aNameIsFoundWhateverItsCase() {
        assertEquals(EngineKind.GRAPH, EngineKind.parse(" Graph"));
    }

    @Test
    void anUnknownNameIsRefusedWithAllNames() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> EngineKind.parse("eager"));
        assertEquals("unknown engine 'eager': one of graph, torchscript", e.getMessage());
    }

    @Test
    void gpusDecodeByGraphWhereNothingElseIsAskedFor() {
        assertEquals(EngineKind.GRAPH, EngineKind.defaultFor(DeviceId.cuda(1)));
    }

    @Test
    void theProcessorDecodesByTorchScriptWhereNothingElseIsAskedFor() {
        assertEquals(EngineKind.TORCHSCRIPT, EngineKind.defaultFor(DeviceId.CPU));
    }

    @Test
    void graphsAreRefusedOnTheProcessor() {
        assertEquals(Optional.of("engine graph needs an NVIDIA GPU; on the CPU choose torchscript"),
                EngineKind.GRAPH.obstacleOn(DeviceId.CPU));
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void everyKindCanBeAskedForOnAGpu(EngineKind kind) {
        assertTrue(kind.obstacleOn(DeviceId.cuda(0)).isEmpty());
    }
}
