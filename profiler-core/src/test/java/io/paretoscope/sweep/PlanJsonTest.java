package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.OptConfigFile;
import io.paretoscope.opt.Precision;
import io.paretoscope.store.SampleRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PlanJsonTest {
    private static final ModelSource SYNTHETIC = new ModelSource(OptCatalog.get("opt-125m"),
            new WeightsRef.Synthetic(7));

    @TempDir
    Path folder;

    /** A plan of one model, with {@code more} behind it. */
    private static String plan(String more) {
        return "{'models': [{'name': 'opt-125m', 'synthetic_seed': 7}], 'batch_sizes': [1, 2], 'prompt_tokens': 16, "
                .replace('\'', '"') + ("'output_tokens': 8" + more + "}").replace('\'', '"');
    }

    private static String planOf(String model) {
        return ("{'models': [" + model + "], 'batch_sizes': [1], 'prompt_tokens': 16, 'output_tokens': 8}")
                .replace('\'', '"');
    }

    private static String refusal(String json) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> PlanJson.parse(json)).getMessage());
    }

    @Test
    void aPlanThatWasWrittenReadsBackEqual() {
        assertEquals(SampleRuns.plan(), PlanJson.parse(PlanJson.toJson(SampleRuns.plan()).toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"opt-125m", "opt-350m", "opt-1.3b", "opt-2.7b", "opt-6.7b", "opt-13b"})
    void everyModelOfTheCatalogueReadsBackEqual(String name) {
        SweepPlan plan = new SweepPlan(List.of(new ModelSource(OptCatalog.get(name), new WeightsRef.Synthetic(-1))),
                List.of(1), 1, 1, Precision.FP16, DeviceId.cuda(0), Long.MAX_VALUE, 1);
        assertEquals(plan, PlanJson.parse(PlanJson.toJson(plan).toString()));
    }

    @Test
    void aModelThatDiffersFromItsNamesakeOfTheCatalogueReadsBackEqual() {
        OptConfig other = new OptConfig("opt-125m", 2, 64, 2, 128, 500, 128, 64, true, true, true, true, true);
        SweepPlan plan = new SweepPlan(List.of(new ModelSource(other, new WeightsRef.Synthetic(0))), List.of(1), 1, 1,
                Precision.FP32, DeviceId.CPU, 0, 1);
        assertEquals(plan, PlanJson.parse(PlanJson.toJson(plan).toString()));
    }

    @Test
    void whatIsLeftOutHasDefaults() {
        assertEquals(new SweepPlan(List.of(SYNTHETIC), List.of(1, 2), 16, 8, Precision.FP32, DeviceId.CPU, 0,
                Protocol.DEFAULT_REPEATS), PlanJson.parse(plan("")));
    }

    @Test
    void everyKeyIsRead() {
        assertEquals(new SweepPlan(List.of(SYNTHETIC), List.of(1, 2), 16, 8, Precision.BF16, DeviceId.cuda(1), -5, 9),
                PlanJson.parse(plan(
                        ", 'precision': 'bf16', 'device': 'cuda:1', 'engines': ['graph'], 'seed': -5, 'repeats': 9")));
    }

    @Test
    void aShapeMayBeStatedInThePlan() {
        SweepPlan plan = PlanJson
                .parse(planOf("{'name': 'tiny', 'synthetic_seed': 0, 'config': {'num_hidden_layers': 1, "
                        + "'hidden_size': 8, 'num_attention_heads': 2, 'ffn_dim': 16, 'vocab_size': 50, "
                        + "'max_position_embeddings': 64}}"));
        assertEquals(new OptConfig("tiny", 1, 8, 2, 16, 50, 64, 8, true, true, true, true, true),
                plan.models().getFirst().config());
    }

    @Test
    void aCheckpointOfUnknownShapeIsAskedForIt() {
        String json = planOf("{'name': 'mine', 'checkpoint': '/models/mine'}");
        OptConfig shape = SampleRuns.UNUSUAL;
        SweepPlan plan = PlanJson.parse(json, (location, name) -> {
            assertEquals("/models/mine as mine", location + " as " + name);
            return shape;
        });
        assertEquals(new ModelSource(shape, new WeightsRef.Stored("/models/mine")), plan.models().getFirst());
    }

    @Test
    void aCheckpointOfAnotherShapeThanTheSizeItIsNamedAfterIsRefused() {
        String json = planOf("{'name': 'opt-125m', 'checkpoint': '/models/x'}");
        OptConfig wider = new OptConfig("x", 12, 1024, 12 + 4, 3072, 50272, 2048, 1024, true, true, true, true, true);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> PlanJson.parse(json, (location, name) -> wider));
        assertEquals("models[0].checkpoint: /models/x: hidden_size is 1024, where opt-125m has 768; give the model "
                + "another name, or the \"config\" of its checkpoint", e.getMessage());
    }

    @Test
    void aCheckpointOfTheShapeOfItsNamesakeIsTaken() {
        String json = planOf("{'name': 'OPT-125M', 'checkpoint': '/models/x'}");
        SweepPlan plan = PlanJson.parse(json, (location, name) -> OptCatalog.get("opt-125m"));
        assertEquals(new ModelSource(OptCatalog.get("opt-125m"), new WeightsRef.Stored("/models/x")),
                plan.models().getFirst());
    }

    @Test
    void aCheckpointOfAnotherShapeThanThePlanStatesIsRefused() {
        String json = planOf("{'name': 'mine', 'checkpoint': '/models/x', 'config': "
                + OptConfigFile.toJson(SampleRuns.UNUSUAL).toString().replace('"', '\'') + "}");
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> PlanJson.parse(json, (location, name) -> OptCatalog.get("opt-125m")));
        assertTrue(
                String.valueOf(e.getMessage())
                        .startsWith("models[0].checkpoint: /models/x: num_hidden_layers is 12, where mine has "),
                e.getMessage());
    }

    @Test
    void aPlanFromTheStoreLooksAtNoCheckpoint() {
        assertEquals(OptCatalog.get("opt-125m"), PlanJson.parse(planOf("{'name': 'opt-125m', 'checkpoint': '/gone'}"))
                .models()
                .getFirst()
                .config());
    }

    @Test
    void aFolderIsNoPlan() {
        IOException e = assertThrows(IOException.class,
                () -> PlanJson.read(folder, (location, name) -> SampleRuns.UNUSUAL));
        assertEquals(folder + ": is a folder; a plan is a JSON file", e.getMessage());
    }

    @Test
    void aCheckpointThatCannotBeReadIsNamed() {
        String json = planOf("{'name': 'mine', 'checkpoint': '/models/mine'}");
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> PlanJson.parse(json, (location, name) -> {
                    throw new IOException(location + ": no such folder");
                }));
        assertEquals("models[0].checkpoint: /models/mine: no such folder", e.getMessage());
    }

    private static SweepPlan written(String more) {
        return PlanJson.parse(plan(more), (location, name) -> SampleRuns.UNUSUAL);
    }

    @Test
    void enginesReadBackInTheirOrder() {
        SweepPlan plan = written(", 'device': 'cuda:0', 'engines': ['torchscript', 'graph']");
        assertEquals(List.of(EngineKind.TORCHSCRIPT, EngineKind.GRAPH), plan.engines());
        assertEquals(plan, PlanJson.parse(PlanJson.toJson(plan).toString()));
    }

    @ParameterizedTest
    @CsvSource({"cpu, TORCHSCRIPT", "cuda:0, GRAPH"})
    void aPlanOfAPersonWithoutEnginesHasTheDevicesOwn(String device, EngineKind kind) {
        assertEquals(List.of(kind), written(", 'device': '" + device + "'").engines());
    }

    @Test
    void aStoredPlanFromBeforeThereWasAChoiceIsOfTorchScript() {
        assertEquals(List.of(EngineKind.TORCHSCRIPT), PlanJson.parse(plan(", 'device': 'cuda:0'")).engines());
    }

    @Test
    void aStoredPlanFromBeforeThereWasAChoiceStatesItsEngineToAPerson() {
        SweepPlan before = PlanJson.parse(plan(", 'device': 'cuda:0'"));
        assertEquals(before,
                PlanJson.parse(PlanJson.toJson(before).toString(), (location, name) -> SampleRuns.UNUSUAL));
    }

    @Test
    void anUnknownEngineIsNamedWithItsPlace() {
        assertEquals("engines[1]: unknown engine 'eager': one of graph, torchscript",
                refusal(plan(", 'device': 'cuda:0', 'engines': ['graph', 'eager']")));
    }

    /** It was computed by the version before there was one. */
    @Test
    void aPlanOfTorchScriptHasTheHashThatItHadBeforeThereWasAChoice() {
        assertEquals("9d73192bbaf0a42531dfcd7af50a475784ca4a9dd500c207bf6020415b854658",
                PlanJson.planHash(PlanJson.parse(plan(", 'device': 'cuda:0'"))));
    }

    @Test
    void plansOfOtherEnginesHaveOtherHashes() {
        assertNotEquals(PlanJson.planHash(written(", 'device': 'cuda:0', 'engines': ['torchscript']")),
                PlanJson.planHash(written(", 'device': 'cuda:0', 'engines': ['graph']")));
    }

    @Test
    void equalPlansHaveTheSameHash() {
        assertEquals(PlanJson.planHash(PlanJson.parse(plan(""))),
                PlanJson.planHash(PlanJson.parse(plan(", 'device': 'CPU', 'repeats': 3"))));
    }

    @Test
    void plansThatDifferHaveDifferentHashes() {
        assertNotEquals(PlanJson.planHash(PlanJson.parse(plan(""))),
                PlanJson.planHash(PlanJson.parse(plan(", 'seed': 1"))));
    }

    /** Runs are found again by it, in stores that older versions wrote. */
    @Test
    void theHashIsThatOfTheCanonicalText() {
        assertEquals("{'models':[{'name':'opt-125m','synthetic_seed':7}],'batch_sizes':[1,2],'prompt_tokens':16,"
                .replace('\'', '"')
                + "'output_tokens':8,'precision':'fp32','device':'cpu','seed':0,'repeats':3,'order':'listed'}"
                        .replace('\'', '"'),
                PlanJson.toJson(PlanJson.parse(plan(""))).toString());
        assertEquals("772f9a47a6098af495819e2d3376369a1869051d2bf478aad641ef653a2a2be2",
                PlanJson.planHash(PlanJson.parse(plan(""))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            , 'repeat': 3          | repeat: unknown key; known here are models, batch_sizes, prompt_tokens, output_tokens, precision, device, engines, seed, repeats, window_seconds, order, cool_down_celsius, replicas, replica_modes, mps_thread_percentage, pin_cores, groups
            , 'repeats': 0         | repeats: must be a whole number of at least 1, not 0
            , 'repeats': 1.5       | repeats: must be a whole number of at least 1, not 1.5
            , 'repeats': 1e12      | repeats: must be a whole number of at least 1, not 1e12
            , 'repeats': [3]       | repeats: must be a whole number of at least 1, not [3]
            , 'seed': 'x'          | seed: must be a whole number, not "x"
            , 'precision': 8       | precision: must be a string, not 8
            , 'precision': 'fp8'   | precision: unknown precision 'fp8': one of fp32, fp16, bf16
            , 'device': 'tpu'      | device: unknown device 'tpu': cpu or cuda:N, such as cuda:0
            """)
    void aWrongValueIsNamedWithWhatWouldBeRight(String more, String message) {
        assertEquals(message, refusal(plan(more)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'batch_sizes': [1], 'prompt_tokens': 1, 'output_tokens': 1} | models: is missing; must be an array of at least one model
            {'models': [], 'batch_sizes': [1], 'prompt_tokens': 1, 'output_tokens': 1} | models: must be an array of at least one model, not []
            {'models': ['opt-125m'], 'batch_sizes': [1]} | models[0]: must be an object with the keys name, synthetic_seed, checkpoint, config, not "opt-125m"
            [1, 2] | the plan: must be an object with the keys models, batch_sizes, prompt_tokens, output_tokens, precision, device, engines, seed, repeats, window_seconds, order, cool_down_celsius, replicas, replica_modes, mps_thread_percentage, pin_cores, groups, not [1,2]
            """)
    void aWrongStructureIsNamedWithWhatWouldBeRight(String json, String message) {
        assertEquals(message, refusal(json.replace('\'', '"')));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [1, 2, 'x']  | batch_sizes[2]: must be a whole number of at least 1, not "x"
            [1, 0]       | batch_sizes[1]: must be a whole number of at least 1, not 0
            []           | batch_sizes: must be an array of at least one whole number, not []
            4            | batch_sizes: must be an array of at least one whole number, not 4
            [1, 1]       | a batch size is listed twice: [1, 1]
            """)
    void wrongBatchSizesAreNamed(String batches, String message) {
        assertEquals(message, refusal(plan("").replace("[1, 2]", batches.replace('\'', '"'))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'synthetic_seed': 0}                  | models[0].name: is missing; must be a string
            {'name': ' ', 'synthetic_seed': 0}     | models[0].name: must be a string, not " "
            {'name': 'opt-125m'}                   | models[0]: must have either "synthetic_seed" (a whole number) or "checkpoint" (a folder or a name such as facebook/opt-125m)
            {'name': 'opt-125m', 'synthetic_seed': 0, 'checkpoint': '/x'} | models[0]: must have either "synthetic_seed" (a whole number) or "checkpoint" (a folder or a name such as facebook/opt-125m), not both
            {'name': 'opt-1b', 'synthetic_seed': 0} | models[0].name: unknown model 'opt-1b': one of opt-125m, opt-350m, opt-1.3b, opt-2.7b, opt-6.7b, opt-13b; any other needs a "config"
            {'name': 'x', 'synthetic_seed': 0, 'config': {'hidden_size': 8}} | models[0].config: num_hidden_layers is missing
            {'name': 'x', 'synthetic_seed': 0, 'config': 3} | models[0].config: not a JSON object, as a config.json is
            {'name': 'opt-125m', 'seed': 0}        | models[0].seed: unknown key; known here are name, synthetic_seed, checkpoint, config
            """)
    void aWrongModelIsNamedWithWhatWouldBeRight(String model, String message) {
        assertEquals(message, refusal(planOf(model)));
    }

    @Test
    void aPlanThatDoesNotFitTogetherIsRefused() {
        assertEquals("prompt 16 + output 2048 tokens exceed the 2048 positions of opt-125m",
                refusal(plan("").replace(": 8", ": 2048")));
    }

    @Test
    void aPlanThatIsCutOffIsRefused() {
        assertEquals("not valid JSON: it ends before it is complete", refusal("{\"models\": "));
    }

    @Test
    void anEmptyFileIsRefused() {
        assertEquals("not valid JSON: it ends before it is complete", refusal(""));
    }

    @Test
    void aSlipOfThePenIsFoundByItsPlace() {
        assertEquals("not valid JSON at line 2, column 4", refusal("{\n  models: []}"));
    }

    @Test
    void aSecondDocumentBehindThePlanIsRefused() {
        String plan = plan("");
        assertEquals("not valid JSON at line 2, column 2", refusal(plan + "\n{}"));
    }

    @Test
    void aKeyThatIsGivenTwiceIsRefused() {
        assertEquals("repeats: is given twice", refusal(plan(", 'repeats': 3, 'repeats': 4")));
    }

    @Test
    void aKeyOfAModelThatIsGivenTwiceIsRefused() {
        assertEquals("models[0].name: is given twice", refusal(planOf("{'name': 'opt-125m', 'name': 'opt-350m'}")));
    }

    @Test
    void aPlanIsReadFromItsFile() throws IOException {
        Path file = Files.writeString(folder.resolve("plan.json"), plan(""));
        assertEquals(PlanJson.parse(plan("")), PlanJson.read(file, (location, name) -> SampleRuns.UNUSUAL));
    }

    @Test
    void anErrorInAFileNamesTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("plan.json"), plan(", 'seed': []"));
        IOException e = assertThrows(IOException.class,
                () -> PlanJson.read(file, (location, name) -> SampleRuns.UNUSUAL));
        assertEquals(file + ": seed: must be a whole number, not []", e.getMessage());
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = folder.resolve("plan.json");
        IOException e = assertThrows(IOException.class,
                () -> PlanJson.read(file, (location, name) -> SampleRuns.UNUSUAL));
        assertEquals(file + ": no such file; a plan is a JSON file with the keys models, batch_sizes, prompt_tokens, "
                + "output_tokens, precision, device, engines, seed, repeats, window_seconds, order, cool_down_celsius, "
                + "replicas, replica_modes, mps_thread_percentage, pin_cores, groups",
                e.getMessage());
    }
}
