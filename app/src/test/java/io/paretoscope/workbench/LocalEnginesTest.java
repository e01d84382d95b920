package io.paretoscope.workbench;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.Generation;
import io.paretoscope.engine.OwnKernels;
import io.paretoscope.opt.Precision;
import io.paretoscope.worker.TinyModel;
import io.paretoscope.worker.WorkerException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The engines of the machine that runs the tests. */
class LocalEnginesTest {
    private static final LocalEngines ENGINES = new LocalEngines(System.getenv(), false);
    private static final List<Integer> PROMPT = List.of(5, 6, 7);

    @AfterAll
    static void close() {
        ENGINES.close();
    }

    private static Generation generate(LocalEngines engines, ModelSource model, boolean logits)
            throws WorkerException {
        return engines.generate(model, DeviceId.CPU, Precision.FP32, EngineKind.TORCHSCRIPT, PROMPT, 4, logits);
    }

    @Test
    void theCpuComesFirstAndOffersFp32() {
        DeviceReport cpu = ENGINES.devices().getFirst();
        assertEquals(DeviceId.CPU, cpu.id());
        assertTrue(cpu.offered().contains(Precision.FP32));
    }

    @Test
    void theCpuHasNoOwnKernelsAndSaysWhy() {
        assertEquals(new OwnKernels.Unavailable("they need an NVIDIA GPU"),
                ENGINES.devices().getFirst().ownKernels());
    }

    @Test
    void theDevicesAreTriedOnce() {
        assertSame(ENGINES.devices(), ENGINES.devices());
    }

    @Test
    void aSeedSaysWhatASyntheticModelAnswers() throws WorkerException {
        Generation first = generate(ENGINES, TinyModel.synthetic("tiny"), false);
        assertEquals(first, generate(ENGINES, TinyModel.synthetic("tiny"), false));
        assertEquals(4, first.tokens().getFirst().size());
    }

    @Test
    void logitsCoverTheVocabulary() throws WorkerException {
        ModelSource model = TinyModel.synthetic("tiny");
        assertEquals(model.config().vocabulary(),
                generate(ENGINES, model, true).lastPromptLogits().orElseThrow().getFirst().size());
    }

    @Test
    void aModelThatCannotBeLoadedIsNamed() {
        ModelSource gone = new ModelSource(TinyModel.synthetic("tiny").config(),
                new WeightsRef.Stored("/nowhere/at/all"));
        WorkerException e = assertThrows(WorkerException.class, () -> generate(ENGINES, gone, false));
        assertTrue(String.valueOf(e.getMessage()).contains("/nowhere/at/all"));
    }

    @Test
    void closedEnginesGenerateNothing() {
        LocalEngines engines = new LocalEngines(System.getenv(), false);
        engines.close();
        WorkerException e = assertThrows(WorkerException.class,
                () -> generate(engines, TinyModel.synthetic("tiny"), false));
        assertEquals("the worker was stopped", e.getMessage());
    }

    @Test
    void aLibraryFolderWithoutALibraryIsSaidOfTheDevice() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PYTORCH_LIBRARY_PATH", "/nowhere/at/all");
        try (LocalEngines engines = new LocalEngines(environment, false)) {
            assertTrue(engines.devices()
                    .getFirst()
                    .obstacle()
                    .orElse("")
                    .contains("PYTORCH_LIBRARY_PATH=/nowhere/at/all"));
        }
    }
}
