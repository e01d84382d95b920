package io.paretoscope.checkpoint;

import java.util.ArrayList;
import java.util.List;

/** A tensor as a pickle describes it, right or wrong. */
record TorchTensor(String name, String storageType, String key, long elements, long offset, List<Long> shape,
        List<Long> strides) {

    /** A contiguous tensor with a storage of its own. */
    static TorchTensor of(StoredTensor tensor, String key) {
        String type = switch (tensor.precision()) {
            case FP32 -> "FloatStorage";
            case FP16 -> "HalfStorage";
            case BF16 -> "BFloat16Storage";
        };
        List<Long> strides = new ArrayList<>();
        long stride = 1;
        for (long dimension : tensor.spec().shape().reversed()) {
            strides.addFirst(stride);
            stride *= dimension;
        }
        return new TorchTensor(tensor.spec().name(), type, key, tensor.spec().elements(), 0, tensor.spec().shape(),
                List.copyOf(strides));
    }

    TorchTensor withStorageType(String type) {
        return new TorchTensor(name, type, key, elements, offset, shape, strides);
    }

    TorchTensor withKey(String other) {
        return new TorchTensor(name, storageType, other, elements, offset, shape, strides);
    }

    TorchTensor withElements(long count) {
        return new TorchTensor(name, storageType, key, count, offset, shape, strides);
    }

    TorchTensor withOffset(long first) {
        return new TorchTensor(name, storageType, key, elements, first, shape, strides);
    }

    TorchTensor withShape(List<Long> other) {
        return new TorchTensor(name, storageType, key, elements, offset, other, strides);
    }

    TorchTensor withStrides(List<Long> other) {
        return new TorchTensor(name, storageType, key, elements, offset, shape, other);
    }
}
