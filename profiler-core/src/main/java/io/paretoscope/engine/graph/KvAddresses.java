package io.paretoscope.engine.graph;

import java.util.List;

/**
 * Where keys and values lie on the card, zeroed at first: for each layer {@code [batch, places, heads, head size]}.
 *
 * @param batch sequences
 * @param places tokens that each sequence has room for
 * @param keys of each layer
 * @param values of each layer
 */
public record KvAddresses(int batch, int places, List<Long> keys, List<Long> values) {
    public KvAddresses {
        keys = List.copyOf(keys);
        values = List.copyOf(values);
    }
}
