package io.paretoscope.engine.cpu;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Where the keys and values of one sequence lie: float32, for each layer {@code [places, hidden]} each.
 *
 * @param keys of each layer
 * @param values of each layer
 */
public record KvMemory(List<MemorySegment> keys, List<MemorySegment> values) {}
