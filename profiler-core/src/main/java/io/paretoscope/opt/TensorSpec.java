package io.paretoscope.opt;

import java.util.List;

/**
 * One weight tensor that a model of a given configuration has.
 *
 * @param name its name in a Hugging Face checkpoint, without the leading {@code model.}
 * @param shape its dimensions, outermost first; a linear layer is {@code [out, in]}
 */
public record TensorSpec(String name, List<Long> shape) {
    public TensorSpec {
        shape = List.copyOf(shape);
    }

    static TensorSpec of(String name, long... shape) {
        return new TensorSpec(name, java.util.Arrays.stream(shape).boxed().toList());
    }

    /** Number of elements: the product of the dimensions. */
    public long elements() {
        return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }
}
