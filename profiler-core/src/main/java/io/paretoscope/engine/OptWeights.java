package io.paretoscope.engine;

import ai.djl.pytorch.jni.IValue;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A model's weights on the device, in the grouping that the TorchScript source states. Query, key and value projections of a
 * layer are joined, so that one matrix product serves all three.
 */
final class OptWeights implements AutoCloseable {
    private final IValue all;

    private OptWeights(IValue all) {
        this.all = all;
    }

    /** Where a tensor's values come from. */
    @FunctionalInterface
    interface Source {
        /** A new tensor of the spec's shape on the device. */
        IValue load(TensorSpec spec) throws EngineException;
    }

    /** Loads every tensor of {@code config}. */
    static OptWeights load(OptConfig config, DeviceTensors tensors, Source source) throws EngineException {
        List<IValue> groups = new ArrayList<>();
        try {
            Loader loader = new Loader(config, tensors, source);
            groups.add(loader.shared());
            for (int layer = 0; layer < config.layers(); layer++) {
                groups.add(loader.layer("decoder.layers." + layer + "."));
            }
            return new OptWeights(IValue.listFrom(groups.toArray(IValue[]::new)));
        } finally {
            // The list holds references of its own.
            groups.forEach(IValue::close);
        }
    }

    /** The argument of the script's methods. Stays valid until these weights are closed. */
    IValue argument() {
        return all;
    }

    @Override
    public void close() {
        all.close();
    }

    private static final class Loader {
        private final OptConfig config;
        private final Map<String, TensorSpec> specs;
        private final DeviceTensors tensors;
        private final Source source;

        Loader(OptConfig config, DeviceTensors tensors, Source source) {
            this.config = config;
            this.specs = config.tensors().stream().collect(Collectors.toMap(TensorSpec::name, Function.identity()));
            this.tensors = tensors;
            this.source = source;
        }

        IValue shared() throws EngineException {
            try (Group group = new Group()) {
                String embedding = "decoder.embed_tokens.weight";
                group.add(embedding);
                group.add("decoder.embed_positions.weight");
                if (config.tied()) {
                    group.again(embedding);
                } else {
                    group.add("lm_head.weight");
                }
                if (config.finalNorm()) {
                    group.norm("decoder.final_layer_norm");
                }
                if (config.projected()) {
                    group.add("decoder.project_in.weight");
                    group.add("decoder.project_out.weight");
                }
                return group.list();
            }
        }

        IValue layer(String prefix) throws EngineException {
            try (Group group = new Group()) {
                group.norm(prefix + "self_attn_layer_norm");
                List<String> projections = List.of(prefix + "self_attn.q_proj", prefix + "self_attn.k_proj",
                        prefix + "self_attn.v_proj");
                group.joined(projections.stream().map(name -> name + ".weight").toList());
                if (config.bias()) {
                    group.joined(projections.stream().map(name -> name + ".bias").toList());
                } else {
                    group.full(3 * config.hidden(), 0);
                }
                group.linear(prefix + "self_attn.out_proj", config.hidden());
                group.norm(prefix + "final_layer_norm");
                group.linear(prefix + "fc1", config.ffn());
                group.linear(prefix + "fc2", config.hidden());
                return group.list();
            }
        }

        private IValue load(String name) throws EngineException {
            TensorSpec spec = specs.get(name);
            if (spec == null) {
                throw new IllegalStateException("the configuration has no tensor " + name);
            }
            return source.load(spec);
        }

        /** Tensors that are to become one list. */
        private final class Group implements AutoCloseable {
            private final List<IValue> members = new ArrayList<>();
            private final Map<String, IValue> byName = new HashMap<>();

            void add(String name) throws EngineException {
                IValue tensor = load(name);
                members.add(tensor);
                byName.put(name, tensor);
            }

            void again(String name) {
                members.add(java.util.Objects.requireNonNull(byName.get(name)));
            }

            void full(int length, double value) throws EngineException {
                members.add(Native.call("weights", () -> tensors.full(List.of((long) length), value)));
            }

            // A model without biases or without affine norms runs through the same script with zeros and ones.
            void norm(String name) throws EngineException {
                if (config.normAffine()) {
                    add(name + ".weight");
                    add(name + ".bias");
                } else {
                    full(config.hidden(), 1);
                    full(config.hidden(), 0);
                }
            }

            void linear(String name, int out) throws EngineException {
                add(name + ".weight");
                if (config.bias()) {
                    add(name + ".bias");
                } else {
                    full(out, 0);
                }
            }

            void joined(List<String> names) throws EngineException {
                List<IValue> parts = new ArrayList<>();
                try {
                    for (String name : names) {
                        parts.add(load(name));
                    }
                    members.add(Native.call(names.getFirst(), () -> tensors.joined(parts)));
                } finally {
                    parts.forEach(IValue::close);
                }
            }

            IValue list() {
                return IValue.listFrom(members.toArray(IValue[]::new));
            }

            @Override
            public void close() {
                members.stream().distinct().forEach(IValue::close);
            }
        }
    }
}
