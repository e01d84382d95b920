package io.paretoscope.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A model's weights on the device, in the grouping that the TorchScript source states. Query, key and value projections of a
 * layer are joined, so that one matrix product serves all three.
 */
final class OptWeights implements AutoCloseable {
    private final NDManager manager;
    private final List<IValue> groups = new ArrayList<>();
    private final IValue all;

    /**
     * Loads every tensor of {@code config}.
     *
     * @param parent what the tensors' memory hangs on
     * @param source gives each tensor of {@link OptConfig#tensors()} on the device; the result is owned by these weights
     */
    OptWeights(NDManager parent, OptConfig config, DataType type, TensorSource source) throws EngineException {
        manager = parent.newSubManager();
        try {
            Map<String, TensorSpec> specs = config.tensors()
                    .stream()
                    .collect(Collectors.toMap(TensorSpec::name, Function.identity()));
            Loader loader = new Loader(specs, type, source);
            groups.add(list(loader.shared(config)));
            for (int layer = 0; layer < config.layers(); layer++) {
                groups.add(list(loader.layer(config, "decoder.layers." + layer + ".")));
            }
            all = IValue.listFrom(groups.toArray(IValue[]::new));
        } catch (EngineException | RuntimeException e) {
            groups.forEach(IValue::close);
            manager.close();
            throw e;
        }
    }

    /** The argument of the script's methods. Stays valid until these weights are closed. */
    IValue argument() {
        return all;
    }

    @Override
    public void close() {
        all.close();
        groups.forEach(IValue::close);
        manager.close();
    }

    private static IValue list(List<NDArray> arrays) {
        return IValue.listFrom(arrays.stream().map(array -> (PtNDArray) array).toArray(PtNDArray[]::new));
    }

    /** Where a tensor's values come from. */
    @FunctionalInterface
    interface TensorSource {
        /** A new tensor on the device of {@code manager}, of that type and the spec's shape. */
        NDArray load(NDManager manager, TensorSpec spec, DataType type) throws EngineException;
    }

    private final class Loader {
        private final Map<String, TensorSpec> specs;
        private final DataType type;
        private final TensorSource source;

        Loader(Map<String, TensorSpec> specs, DataType type, TensorSource source) {
            this.specs = specs;
            this.type = type;
            this.source = source;
        }

        List<NDArray> shared(OptConfig config) throws EngineException {
            List<NDArray> group = new ArrayList<>();
            NDArray embedding = tensor("decoder.embed_tokens.weight");
            group.add(embedding);
            group.add(tensor("decoder.embed_positions.weight"));
            group.add(config.tied() ? embedding : tensor("lm_head.weight"));
            if (config.finalNorm()) {
                norm(group, "decoder.final_layer_norm", config);
            }
            if (config.projected()) {
                group.add(tensor("decoder.project_in.weight"));
                group.add(tensor("decoder.project_out.weight"));
            }
            return group;
        }

        List<NDArray> layer(OptConfig config, String prefix) throws EngineException {
            List<NDArray> group = new ArrayList<>();
            norm(group, prefix + "self_attn_layer_norm", config);
            List<String> projections = List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj");
            group.add(joined(projections.stream().map(name -> prefix + name + ".weight").toList()));
            group.add(config.bias()
                    ? joined(projections.stream().map(name -> prefix + name + ".bias").toList())
                    : manager.zeros(new Shape(3L * config.hidden()), type));
            linear(group, prefix + "self_attn.out_proj", config.hidden());
            norm(group, prefix + "final_layer_norm", config);
            linear(group, prefix + "fc1", config.ffn());
            linear(group, prefix + "fc2", config.hidden());
            return group;
        }

        // A model without biases or without affine norms runs through the same script with zeros and ones.
        private void norm(List<NDArray> group, String name, OptConfig config) throws EngineException {
            Shape shape = new Shape(config.hidden());
            group.add(config.normAffine() ? tensor(name + ".weight") : manager.ones(shape, type));
            group.add(config.normAffine() ? tensor(name + ".bias") : manager.zeros(shape, type));
        }

        private void linear(List<NDArray> group, String name, int out) throws EngineException {
            group.add(tensor(name + ".weight"));
            group.add(specs.containsKey(name + ".bias")
                    ? tensor(name + ".bias")
                    : manager.zeros(new Shape(out), type));
        }

        private NDArray tensor(String name) throws EngineException {
            TensorSpec spec = specs.get(name);
            if (spec == null) {
                throw new IllegalStateException("the configuration has no tensor " + name);
            }
            return source.load(manager, spec, type);
        }

        private NDArray joined(List<String> names) throws EngineException {
            try (NDManager parts = manager.newSubManager()) {
                NDList list = new NDList();
                for (String name : names) {
                    NDArray part = tensor(name);
                    part.attach(parts);
                    list.add(part);
                }
                NDArray whole = ai.djl.ndarray.NDArrays.concat(list);
                whole.attach(manager);
                return whole;
            }
        }
    }
}
