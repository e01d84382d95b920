package io.paretoscope.checkpoint;

import io.paretoscope.opt.Precision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that can come out of a pickle here: plain data and descriptions of tensors. Nothing in it can act. Values may nest deeply
 * or, through {@link Dict}, hold themselves, so that none is ever printed, compared or hashed as a whole.
 */
sealed interface PickleValue {

    /** What sort of thing it is, for messages. */
    String kind();

    /** A string. */
    record Text(String text) implements PickleValue {
        @Override
        public String kind() {
            return "a string";
        }
    }

    /** A whole number. */
    record Int(long value) implements PickleValue {
        @Override
        public String kind() {
            return "a number";
        }
    }

    /** True or false. */
    record Flag(boolean value) implements PickleValue {
        @Override
        public String kind() {
            return "a truth value";
        }
    }

    /** Python's {@code None}. */
    record None() implements PickleValue {
        @Override
        public String kind() {
            return "None";
        }
    }

    /** A tuple. */
    record Tuple(List<PickleValue> items) implements PickleValue {
        public Tuple {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a tuple";
        }
    }

    /** A dictionary with strings for keys; filled while the pickle is read. */
    final class Dict implements PickleValue {
        private final boolean ordered;
        private final Map<String, PickleValue> entries = new LinkedHashMap<>();

        /** @param ordered whether it is a {@code collections.OrderedDict} */
        Dict(boolean ordered) {
            this.ordered = ordered;
        }

        boolean ordered() {
            return ordered;
        }

        Map<String, PickleValue> entries() {
            return entries;
        }

        @Override
        public String kind() {
            return "a dictionary";
        }
    }

    /** The functions that a pickle may name and call; each only describes what its Python namesake would build. */
    enum Function implements PickleValue {
        ORDERED_DICT("collections.OrderedDict"),
        REBUILD_TENSOR("torch._utils._rebuild_tensor_v2"),
        REBUILD_PARAMETER("torch._utils._rebuild_parameter");

        private final String pythonName;

        Function(String pythonName) {
            this.pythonName = pythonName;
        }

        String pythonName() {
            return pythonName;
        }

        @Override
        public String kind() {
            return pythonName;
        }
    }

    /**
     * A type of storage.
     *
     * @param name as Python names it, such as {@code torch.HalfStorage}
     * @param precision of its elements; empty for a type that no OPT weight has
     */
    record StorageType(String name, Optional<Precision> precision) implements PickleValue {
        @Override
        public String kind() {
            return name;
        }
    }

    /**
     * A run of elements in an entry of the archive.
     *
     * @param key the entry's name below {@code data/}
     * @param elements its length
     */
    record Storage(StorageType type, String key, long elements) implements PickleValue {
        @Override
        public String kind() {
            return "a storage";
        }
    }

    /**
     * A view of a storage; nothing of it is checked yet.
     *
     * @param offset first element in the storage
     * @param shape dimensions, outermost first
     * @param strides elements from one index to the next, per dimension
     */
    record Tensor(Storage storage, long offset, List<Long> shape, List<Long> strides) implements PickleValue {
        @Override
        public String kind() {
            return "a tensor";
        }
    }
}
