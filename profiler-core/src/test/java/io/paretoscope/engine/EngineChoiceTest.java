package io.paretoscope.engine;

import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

class EngineChoiceTest {
    private static final OptConfig TINY = new OptConfig("tiny", 2, 32, 4, 48, 40, 24, 32, true, true, true, true, true);

    @Test
    void theEngineThatWasAskedForSaysThatItIsTheOne() throws Exception {
        try (InferenceEngine engine = Torch.RUNTIME.synthetic(TINY, Precision.FP32, DeviceId.CPU,
                EngineKind.TORCHSCRIPT, 0)) {
            engine.configure(1, 8);
            assertEquals(EngineUse.as(EngineKind.TORCHSCRIPT), engine.use());
        }
    }

    @Test
    void anEngineOverTheSameWeightsIsOfTheSameKind() throws Exception {
        try (InferenceEngine engine = Torch.RUNTIME.synthetic(TINY, Precision.FP32, DeviceId.CPU,
                EngineKind.TORCHSCRIPT, 0); InferenceEngine other = engine.fork()) {
            assertEquals(engine.use(), other.use());
        }
    }

    @Test
    void graphsAreRefusedOnTheProcessorBeforeAnythingIsLoaded() {
        EngineException e = assertThrows(EngineException.class,
                () -> Torch.RUNTIME.synthetic(TINY, Precision.FP32, DeviceId.CPU, EngineKind.GRAPH, 0).close());
        assertEquals(EngineKind.GRAPH.obstacleOn(DeviceId.CPU).orElseThrow(), e.getMessage());
    }

    @Test
    void theProcessorHasNoOwnKernels() {
        assertInstanceOf(OwnKernels.Unavailable.class, Torch.RUNTIME.ownKernels(DeviceId.CPU));
    }
}
