package io.paretoscope.checkpoint;

import io.paretoscope.checkpoint.PickleValue.Dict;
import io.paretoscope.checkpoint.PickleValue.Flag;
import io.paretoscope.checkpoint.PickleValue.Int;
import io.paretoscope.checkpoint.PickleValue.None;
import io.paretoscope.checkpoint.PickleValue.Text;
import io.paretoscope.checkpoint.PickleValue.Tuple;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the pickle of a dictionary of tensors: the opcodes that {@code torch.save} writes for one and no others. A pickle is a
 * program for a stack machine, and Python's own machine lets it call anything. This one knows only the names of
 * {@link TorchVocabulary}, builds only {@link PickleValue}s, and opens nothing. Steps, stack and memo are limited, so
 * that a small file cannot fill the memory.
 *
 * @see <a href="https://github.com/python/cpython/blob/main/Lib/pickletools.py">the opcodes</a>
 */
final class PickleReader {
    /** Longest pickle that is read; that of a 13B model has a quarter of a megabyte, whatever the size of the weights. */
    static final int MOST_BYTES = 4 << 20;

    private static final int MOST_STEPS = 1_000_000;
    private static final int MOST_VALUES = 100_000;
    private static final int LONGEST_NAME = 200;

    private final ByteBuffer pickle;
    private final List<PickleValue> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Long, PickleValue> memo = new HashMap<>();

    private PickleReader(byte[] pickle) {
        this.pickle = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * What a pickle holds.
     *
     * @param where file and entry, for messages
     * @throws IOException of one line that starts with {@code where} and names what was refused
     */
    static PickleValue read(byte[] pickle, String where) throws IOException {
        if (pickle.length > MOST_BYTES) {
            throw new IOException(where + " has " + pickle.length + " bytes; at most " + MOST_BYTES + " are read");
        }
        PickleReader reader = new PickleReader(pickle);
        int at = 0;
        try {
            for (int step = 0; step < MOST_STEPS; step++) {
                at = reader.pickle.position();
                int opcode = reader.u8();
                if (opcode == '.') {
                    return reader.result();
                }
                reader.step(opcode);
            }
            throw new PickleRefusal("takes more than " + MOST_STEPS + " steps");
        } catch (PickleRefusal e) {
            throw new IOException(where + " " + e.getMessage() + " (at its byte " + at + ")", e);
        }
    }

    private void step(int opcode) throws PickleRefusal {
        switch (opcode) {
            case 0x80 -> protocol();
            case 0x95 -> bytes(Long.BYTES); // FRAME: a hint for reading ahead
            case '(' -> mark();
            case '}' -> push(new Dict(false));
            case ')' -> push(new Tuple(List.of()));
            case 't' -> push(new Tuple(popToMark()));
            case 0x85 -> push(new Tuple(pop(1)));
            case 0x86 -> push(new Tuple(pop(2)));
            case 0x87 -> push(new Tuple(pop(3)));
            case 'N' -> push(new None());
            case 0x88 -> push(new Flag(true));
            case 0x89 -> push(new Flag(false));
            case 'J' -> push(new Int(bytes(Integer.BYTES).getInt()));
            case 'K' -> push(new Int(u8()));
            case 'M' -> push(new Int(Short.toUnsignedInt(bytes(Short.BYTES).getShort())));
            case 0x8a -> push(new Int(longNumber()));
            case 'X' -> push(new Text(text(u32())));
            case 0x8c -> push(new Text(text(u8())));
            case 'q' -> remember(u8());
            case 'r' -> remember(u32());
            case 0x94 -> remember(memo.size());
            case 'h' -> push(recall(u8()));
            case 'j' -> push(recall(u32()));
            case 'c' -> push(TorchVocabulary.global(line(), line()));
            case 0x93 -> stackGlobal();
            case 'i' -> instance();
            case 'R' -> call();
            case 'Q' -> push(TorchVocabulary.persistent(pop()));
            case 's' -> setItems(pop(2));
            case 'u' -> setItems(popToMark());
            case 'b' -> build();
            default -> throw new PickleRefusal("uses opcode " + PickleOpcodes.name(opcode)
                    + ", which torch.save does not write for weights; refused");
        }
    }

    private PickleValue result() throws PickleRefusal {
        if (stack.size() != 1 || !marks.isEmpty()) {
            throw new PickleRefusal("ends with " + stack.size() + " values where there should be one");
        }
        if (pickle.hasRemaining()) {
            throw new PickleRefusal("goes on after its end");
        }
        return stack.getFirst();
    }

    private void protocol() throws PickleRefusal {
        int version = u8();
        if (version < 2 || version > 5) {
            throw new PickleRefusal("is of pickle protocol " + version + "; 2 to 5 can be read");
        }
    }

    private void mark() throws PickleRefusal {
        limit(marks.size());
        marks.add(stack.size());
    }

    private void stackGlobal() throws PickleRefusal {
        List<PickleValue> names = pop(2);
        if (!(names.get(0) instanceof Text module) || !(names.get(1) instanceof Text name)) {
            throw new PickleRefusal("asks for a global by " + names.get(0).kind() + " and " + names.get(1).kind());
        }
        push(TorchVocabulary.global(module.text(), name.text()));
    }

    /** INST both names and calls; torch.save writes it for nothing, so that it is refused even for an allowed name. */
    private void instance() throws PickleRefusal {
        PickleValue named = TorchVocabulary.global(line(), line());
        throw new PickleRefusal("uses opcode INST on " + named.kind() + "; refused");
    }

    private void call() throws PickleRefusal {
        List<PickleValue> both = pop(2);
        push(TorchVocabulary.call(both.get(0), both.get(1)));
    }

    private void setItems(List<PickleValue> keysAndValues) throws PickleRefusal {
        if (!(peek() instanceof Dict dict)) {
            throw new PickleRefusal("puts items into " + peek().kind());
        }
        if (keysAndValues.size() % 2 != 0) {
            throw new PickleRefusal("puts a key without a value into a dictionary");
        }
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            if (!(keysAndValues.get(i) instanceof Text key)) {
                throw new PickleRefusal("has a dictionary key that is " + keysAndValues.get(i).kind());
            }
            if (dict.entries().put(key.text(), keysAndValues.get(i + 1)) != null) {
                throw new PickleRefusal("names " + Quoted.of(key.text()) + " twice");
            }
        }
    }

    /** Modules attach {@code _metadata}, their versions, to the dictionary of their weights. Nothing here needs it. */
    private void build() throws PickleRefusal {
        PickleValue state = pop();
        PickleValue target = peek();
        boolean metadata = target instanceof Dict dict && dict.ordered() && state instanceof Dict attributes
                && attributes.entries().keySet().equals(Set.of("_metadata"));
        if (!metadata) {
            throw new PickleRefusal("uses opcode BUILD to set the state of " + target.kind() + "; refused");
        }
    }

    private static void limit(int values) throws PickleRefusal {
        if (values >= MOST_VALUES) {
            throw new PickleRefusal("piles up more than " + MOST_VALUES + " values");
        }
    }

    private void push(PickleValue value) throws PickleRefusal {
        limit(stack.size());
        stack.add(value);
    }

    private PickleValue peek() throws PickleRefusal {
        need(1);
        return stack.getLast();
    }

    private PickleValue pop() throws PickleRefusal {
        need(1);
        return stack.removeLast();
    }

    private List<PickleValue> pop(int count) throws PickleRefusal {
        need(count);
        return take(stack.size() - count);
    }

    private List<PickleValue> popToMark() throws PickleRefusal {
        if (marks.isEmpty()) {
            throw new PickleRefusal("needs a mark where there is none");
        }
        return take(marks.removeLast());
    }

    private List<PickleValue> take(int from) {
        List<PickleValue> tail = stack.subList(from, stack.size());
        List<PickleValue> taken = List.copyOf(tail);
        tail.clear();
        return taken;
    }

    private void need(int count) throws PickleRefusal {
        int floor = marks.isEmpty() ? 0 : marks.getLast();
        if (stack.size() - floor < count) {
            throw new PickleRefusal("needs a value where there is none");
        }
    }

    private void remember(long index) throws PickleRefusal {
        limit(memo.size());
        memo.put(index, peek());
    }

    private PickleValue recall(long index) throws PickleRefusal {
        PickleValue value = memo.get(index);
        if (value == null) {
            throw new PickleRefusal("refers to value " + index + " before it exists");
        }
        return value;
    }

    private long longNumber() throws PickleRefusal {
        byte[] littleEndian = new byte[u8()];
        bytes(littleEndian.length).get(littleEndian);
        if (littleEndian.length == 0) {
            return 0;
        }
        for (int i = 0, j = littleEndian.length - 1; i < j; i++, j--) {
            byte swapped = littleEndian[i];
            littleEndian[i] = littleEndian[j];
            littleEndian[j] = swapped;
        }
        BigInteger number = new BigInteger(littleEndian);
        if (number.bitLength() > 63) {
            throw new PickleRefusal("has a number of " + number.bitLength() + " bits");
        }
        return number.longValue();
    }

    /** The rest of the line: names of globals are written so. */
    private String line() throws PickleRefusal {
        int start = pickle.position();
        int end = start;
        while (u8() != '\n') {
            end++;
            if (end - start > LONGEST_NAME) {
                throw new PickleRefusal("has a name of more than " + LONGEST_NAME + " characters");
            }
        }
        return new String(pickle.array(), start, end - start, StandardCharsets.UTF_8);
    }

    private String text(long length) throws PickleRefusal {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes(length)).toString();
        } catch (CharacterCodingException e) {
            throw new PickleRefusal("has a string that is not UTF-8");
        }
    }

    private int u8() throws PickleRefusal {
        return Byte.toUnsignedInt(bytes(1).get());
    }

    private long u32() throws PickleRefusal {
        return Integer.toUnsignedLong(bytes(Integer.BYTES).getInt());
    }

    /** The next {@code count} bytes; reading goes on after them. */
    private ByteBuffer bytes(long count) throws PickleRefusal {
        if (count > pickle.remaining()) {
            throw new PickleRefusal("ends in the middle of a value");
        }
        ByteBuffer bytes = pickle.slice(pickle.position(), (int) count).order(ByteOrder.LITTLE_ENDIAN);
        pickle.position(pickle.position() + (int) count);
        return bytes;
    }
}
