package io.paretoscope.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Pickles that Python's own reader would obey. */
class HostilePickleTest {
    private static final List<StoredTensor> TENSORS = Tensors.of(Tensors.TINY_CONFIG);

    @TempDir
    Path temp;
    private Path trace;
    private String command;

    @BeforeEach
    void aCommandThatLeavesATrace() {
        trace = temp.resolve("was-here");
        command = "touch '" + trace + "'";
    }

    /** Opening a file with that pickle fails, says {@code expected}, and runs nothing. */
    private void refused(byte[] pickle, String expected) throws IOException {
        Path folder = Tensors.folder(temp.resolve("model"), Tensors.TINY_CONFIG, "pytorch_model.bin",
                TorchBytes.pickle(pickle));
        String message = Tensors.failure(folder);
        assertTrue(message.startsWith(folder.resolve("pytorch_model.bin") + ": data.pkl ")
                && message.contains(expected), message);
        assertFalse(Files.exists(trace), "the command ran");
    }

    private PickleBytes call(PickleBytes function) {
        return function.op('(').text(command).op('t', 'R');
    }

    @ParameterizedTest
    @CsvSource({"os, system", "posix, system", "builtins, eval", "builtins, exec", "__builtin__, eval",
        "builtins, getattr", "subprocess, Popen", "java.lang, Runtime", "torch, load", "torch.hub, load",
        "collections, defaultdict", "torch._utils, _rebuild_tensor", "torch._utils, _rebuild_parameter_with_state",
        "collections, OrderedDict.fromkeys", "datetime, datetime", "exceptions, Exception", "codecs, encode"})
    void globalThatIsCalledIsRefusedByName(String module, String name) throws IOException {
        refused(call(PickleBytes.protocol2().global(module, name)).end(), "'" + module + "." + name + "'");
    }

    @Test
    void globalThatIsOnlyNamedIsRefusedToo() throws IOException {
        refused(PickleBytes.protocol2().global("os", "system").end(), "asks for 'os.system'");
    }

    @Test
    void stackGlobalIsRefusedByName() throws IOException {
        refused(call(new PickleBytes().op(0x80, 4).shortText("os").op(0x94).shortText("system").op(0x94, 0x93)).end(),
                "asks for 'os.system'");
    }

    @Test
    void stackGlobalMayNotSplitAnAllowedNameElsewhere() throws IOException {
        refused(new PickleBytes().op(0x80, 4).text("os.path").text("x\ncollections.OrderedDict").op(0x93).end(),
                "asks for 'os.path.x?collections.OrderedDict'");
    }

    @Test
    void instIsRefusedByName() throws IOException {
        refused(PickleBytes.protocol2().op('(').text(command).op('i').line("os").line("system").end(),
                "asks for 'os.system'");
    }

    @Test
    void instOfAnAllowedNameIsRefusedToo() throws IOException {
        refused(PickleBytes.protocol2().op('(', 'i').line("collections").line("OrderedDict").end(),
                "uses opcode INST on collections.OrderedDict");
    }

    @Test
    void objIsRefusedByTheNameOfItsClass() throws IOException {
        refused(PickleBytes.protocol2().op('(').global("os", "system").text(command).op('o').end(),
                "asks for 'os.system'");
    }

    @Test
    void objOfAnAllowedNameIsRefusedToo() throws IOException {
        refused(PickleBytes.protocol2().op('(').global("collections", "OrderedDict").op('o').end(),
                "uses opcode OBJ, which torch.save does not write");
    }

    @Test
    void newObjIsRefused() throws IOException {
        refused(PickleBytes.protocol2().global("collections", "OrderedDict").op(')', 0x81).end(), "opcode NEWOBJ");
    }

    @Test
    void buildOnAFunctionIsRefused() throws IOException {
        refused(PickleBytes.protocol2()
                .global("collections", "OrderedDict")
                .op('}')
                .text("__setstate__")
                .text(command)
                .op('s', 'b')
                .end(), "uses opcode BUILD to set the state of collections.OrderedDict");
    }

    @Test
    void buildOfOtherAttributesIsRefused() throws IOException {
        refused(PickleBytes.protocol2().orderedDict().op('}').text("__class__").text("x").op('s', 'b').end(),
                "uses opcode BUILD to set the state of a dictionary");
    }

    @Test
    void buildOnAPlainDictionaryIsRefused() throws IOException {
        refused(PickleBytes.protocol2().op('}', '}').text("_metadata").op('}', 's', 'b').end(), "opcode BUILD");
    }

    @Test
    void attackInsideATensorIsRefused() throws IOException {
        PickleBytes hooks = PickleBytes.protocol2()
                .op('}')
                .text(TENSORS.getFirst().spec().name())
                .global("torch._utils", "_rebuild_tensor_v2")
                .op('(')
                .storage(TorchTensor.of(TENSORS.getFirst(), "0"))
                .number(0)
                .numbers(List.of(6L, 4L))
                .numbers(List.of(4L, 1L))
                .op(0x89);
        refused(call(hooks.global("os", "system")).op('t', 'R', 's').end(), "asks for 'os.system'");
    }

    @Test
    void attackInsideMetadataIsRefused() throws IOException {
        PickleBytes pickle = PickleBytes.protocol2().orderedDict().op('}').text("_metadata");
        refused(call(pickle.global("builtins", "eval")).op('s', 'b').end(), "asks for 'builtins.eval'");
    }

    @Test
    void attackInsideAPersistentIdIsRefused() throws IOException {
        refused(call(PickleBytes.protocol2().global("os", "system")).op('Q').end(), "asks for 'os.system'");
    }

    @Test
    void persistentIdOfAFileIsRefused() throws IOException {
        refused(PickleBytes.protocol2().text("/etc/passwd").op('Q').end(), "refers to something outside that is not a"
                + " storage");
    }

    @Test
    void attackBehindCompleteWeightsIsRefused() throws IOException {
        byte[] weights = PickleBytes.stateDict(List.of(TorchTensor.of(TENSORS.getFirst(), "0")));
        PickleBytes both = new PickleBytes();
        for (int i = 0; i < weights.length - 1; i++) {
            both.op(weights[i]);
        }
        refused(call(both.global("os", "system")).end(), "asks for 'os.system'");
    }

    @Test
    void secondPickleAfterTheEndIsRefused() throws IOException {
        refused(PickleBytes.protocol2().op('}', '.').then(call(PickleBytes.protocol2().global("os", "system"))).end(),
                "goes on after its end");
    }

    @Test
    void allowedFunctionWithOtherArgumentsIsRefused() throws IOException {
        refused(call(PickleBytes.protocol2().global("collections", "OrderedDict")).end(),
                "calls collections.OrderedDict with arguments of another kind");
    }

    @Test
    void callOfSomethingBuiltIsRefused() throws IOException {
        refused(PickleBytes.protocol2().orderedDict().op(')', 'R').end(), "calls a dictionary; refused");
    }

    @Test
    void opcodeIsRefusedWithNameAndPlace() throws IOException {
        refused(PickleBytes.protocol2().op('}', ']').end(),
                "uses opcode EMPTY_LIST, which torch.save does not write for"
                        + " weights; refused (at its byte 3)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0xff, 'z'})
    void opcodeThatPickleDoesNotHaveIsRefusedByNumber(int opcode) throws IOException {
        refused(PickleBytes.protocol2().op(opcode).end(), "uses opcode 0x%02x".formatted(opcode));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x82, 0x83, 0x84})
    void extensionRegistryIsRefused(int opcode) throws IOException {
        refused(PickleBytes.protocol2().op(opcode, 1, 0, 0, 0).end(), "uses opcode EXT");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 255})
    void otherProtocolIsRefused(int protocol) throws IOException {
        refused(new PickleBytes().op(0x80, protocol, '}').end(), "is of pickle protocol " + protocol);
    }

    @ParameterizedTest
    @ValueSource(chars = {'Q', 't', 'u', 's', 'R', 'b', 0x85, 0x93})
    void emptyStackIsNoCrash(char opcode) throws IOException {
        refused(PickleBytes.protocol2().op(opcode).end(), "where there is none");
    }

    @Test
    void valuesBelowAMarkAreOutOfReach() throws IOException {
        refused(PickleBytes.protocol2().global("collections", "OrderedDict").op(')', '(', 'R').end(),
                "needs a value where there is none");
    }

    @Test
    void stackCannotGrowWithoutLimit() throws IOException {
        refused(PickleBytes.protocol2().op(times(200_000, ')')).end(), "piles up more than 100000 values");
    }

    @Test
    void marksCannotGrowWithoutLimit() throws IOException {
        refused(PickleBytes.protocol2().op(times(200_000, '(')).end(), "piles up more than 100000 values");
    }

    @Test
    void memoCannotGrowWithoutLimit() throws IOException {
        refused(PickleBytes.protocol2().op('}').op(times(200_000, 0x94)).end(),
                "piles up more than 100000 values");
    }

    @Test
    void deepTuplesAreNoCrash() throws IOException {
        refused(PickleBytes.protocol2()
                .op('}')
                .op(')')
                .op(times(500_000, 0x85))
                .op('N', 's')
                .end(),
                "has a dictionary key that is a tuple");
    }

    @Test
    void stepsAreLimited() throws IOException {
        refused(PickleBytes.protocol2().op(')').op(times(1_100_000, 0x85)).end(),
                "takes more than 1000000 steps");
    }

    @Test
    void oneLongShapeCannotBeCopiedForManyTensors() throws IOException {
        PickleBytes pickle = PickleBytes.protocol2()
                .op('}')
                .text("t")
                .global("torch._utils", "_rebuild_tensor_v2")
                .op('(')
                .storage(TorchTensor.of(TENSORS.getFirst(), "0"))
                .op('K', 0, '(')
                .op(times(50_000, 'N'))
                .op('t', 'q', 0, 'h', 0, 0x89, 'N', 't', 'R', 's');
        refused(pickle.end(), "gives a tensor 50000 dimensions");
    }

    @Test
    void lengthBeyondThePickleTakesNoMemory() throws IOException {
        refused(PickleBytes.protocol2().op('X').int32(-1).end(), "ends in the middle of a value");
    }

    @Test
    void endlessNameIsRefused() throws IOException {
        refused(PickleBytes.protocol2().global("a".repeat(1000), "b").end(), "name of more than 200 characters");
    }

    @Test
    void numberOfTooManyBitsIsRefused() throws IOException {
        refused(PickleBytes.protocol2().op(0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1).end(), "has a number of 65 bits");
    }

    @Test
    void keyGivenTwiceIsRefused() throws IOException {
        refused(PickleBytes.protocol2().op('}').text("a").op('N', 's').text("a").op('N', 's').end(),
                "names 'a' twice");
    }

    @Test
    void dictionaryThatHoldsItselfIsNoCrash() throws IOException {
        Path folder = Tensors.folder(temp.resolve("model"), Tensors.TINY_CONFIG, "pytorch_model.bin",
                TorchBytes.pickle(PickleBytes.protocol2().op('}', 'q', 0).text("a").op('h', 0, 's').end()));
        assertTrue(Tensors.failure(folder).contains("holds a dictionary under 'a'"));
    }

    private static int[] times(int count, int opcode) {
        int[] opcodes = new int[count];
        Arrays.fill(opcodes, opcode);
        return opcodes;
    }
}
