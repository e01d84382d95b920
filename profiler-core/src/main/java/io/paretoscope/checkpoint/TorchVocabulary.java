package io.paretoscope.checkpoint;

import io.paretoscope.checkpoint.PickleValue.Dict;
import io.paretoscope.checkpoint.PickleValue.Function;
import io.paretoscope.checkpoint.PickleValue.Int;
import io.paretoscope.checkpoint.PickleValue.Storage;
import io.paretoscope.checkpoint.PickleValue.StorageType;
import io.paretoscope.checkpoint.PickleValue.Tensor;
import io.paretoscope.checkpoint.PickleValue.Text;
import io.paretoscope.checkpoint.PickleValue.Tuple;
import io.paretoscope.opt.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The allow-list: every global name that a file of tensors needs, and what a call of it describes. A name that is not here is
 * refused; no class is ever looked up by a name from a file.
 */
final class TorchVocabulary {
    private static final Map<String, Precision> STORAGES = Map.of("torch.FloatStorage", Precision.FP32,
            "torch.HalfStorage", Precision.FP16, "torch.BFloat16Storage", Precision.BF16);
    /** Storages of other dtypes are known so that the refusal can speak of the tensor instead of the pickle. */
    private static final Set<String> OTHER_STORAGES = Set.of("torch.DoubleStorage", "torch.LongStorage",
            "torch.IntStorage", "torch.ShortStorage", "torch.CharStorage", "torch.ByteStorage", "torch.BoolStorage",
            "torch.ComplexFloatStorage", "torch.ComplexDoubleStorage", "torch.QInt8Storage", "torch.QUInt8Storage",
            "torch.QInt32Storage");
    private static final int MOST_DIMENSIONS = 8;

    private TorchVocabulary() {}

    /** What a pickle's global stands for. */
    static PickleValue global(String module, String name) throws PickleRefusal {
        String full = module + "." + name;
        for (Function function : Function.values()) {
            if (function.pythonName().equals(full)) {
                return function;
            }
        }
        Precision precision = STORAGES.get(full);
        if (precision != null) {
            return new StorageType(full, Optional.of(precision));
        }
        if (OTHER_STORAGES.contains(full)) {
            return new StorageType(full, Optional.empty());
        }
        throw new PickleRefusal("asks for " + Quoted.of(full)
                + ", which weights do not need and which could do harm; refused, nothing was run");
    }

    /** What a call describes. */
    static PickleValue call(PickleValue callable, PickleValue arguments) throws PickleRefusal {
        if (!(callable instanceof Function function)) {
            throw new PickleRefusal("calls " + callable.kind() + "; refused");
        }
        if (!(arguments instanceof Tuple tuple)) {
            throw new PickleRefusal("calls " + function.pythonName() + " with " + arguments.kind()
                    + " instead of arguments");
        }
        PickleValue described = describe(function, tuple.items());
        if (described == null) {
            throw new PickleRefusal("calls " + function.pythonName()
                    + " with arguments of another kind than torch.save writes");
        }
        return described;
    }

    private static @Nullable PickleValue describe(Function function, List<PickleValue> items) throws PickleRefusal {
        return switch (function) {
            case ORDERED_DICT -> items.isEmpty() ? new Dict(true) : null;
            case REBUILD_TENSOR -> tensor(items);
            // data, requires_grad, backward hooks
            case REBUILD_PARAMETER -> items.size() == 3 && items.get(0) instanceof Tensor tensor ? tensor : null;
        };
    }

    private static @Nullable Tensor tensor(List<PickleValue> items) throws PickleRefusal {
        // storage, offset, shape, strides, requires_grad, backward hooks; newer versions add metadata
        if ((items.size() == 6 || items.size() == 7) && items.get(0) instanceof Storage storage
                && items.get(1) instanceof Int offset) {
            return new Tensor(storage, offset.value(), numbers(items.get(2)), numbers(items.get(3)));
        }
        return null;
    }

    /** What a persistent id refers to. */
    static Storage persistent(PickleValue id) throws PickleRefusal {
        // tag, type, key, the device it was on, length
        List<PickleValue> items = id instanceof Tuple tuple ? tuple.items() : List.of();
        if (items.size() == 5 && items.get(0) instanceof Text tag && tag.text().equals("storage")
                && items.get(1) instanceof StorageType type && items.get(2) instanceof Text key
                && items.get(3) instanceof Text && items.get(4) instanceof Int elements) {
            return new Storage(type, key.text(), elements.value());
        }
        throw new PickleRefusal("refers to something outside that is not a storage");
    }

    private static List<Long> numbers(PickleValue value) throws PickleRefusal {
        if (!(value instanceof Tuple tuple)) {
            throw new PickleRefusal("gives a tensor a shape or strides that are " + value.kind());
        }
        List<PickleValue> items = tuple.items();
        // One long tuple could serve as the shape of very many tensors, each with its own copy of it.
        if (items.size() > MOST_DIMENSIONS) {
            throw new PickleRefusal("gives a tensor " + items.size() + " dimensions; at most " + MOST_DIMENSIONS
                    + " are read");
        }
        List<Long> numbers = new ArrayList<>();
        for (PickleValue item : items) {
            if (!(item instanceof Int number)) {
                throw new PickleRefusal("gives a tensor a dimension or stride that is " + item.kind());
            }
            numbers.add(number.value());
        }
        return List.copyOf(numbers);
    }
}
