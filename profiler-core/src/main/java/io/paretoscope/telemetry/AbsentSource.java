package io.paretoscope.telemetry;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * In place of a source that could not be opened.
 *
 * @param name the fact under which the reason stands
 * @param quantities what it should have given
 * @param reason why there is none
 */
record AbsentSource(String name, Set<Quantity> quantities, String reason) implements TelemetrySource {
    AbsentSource {
        quantities = Set.copyOf(quantities);
    }

    @Override
    public List<Probe> probes() {
        return List.of();
    }

    @Override
    public Map<Quantity, String> unavailable() {
        return quantities.stream().collect(Collectors.toMap(Function.identity(), quantity -> reason));
    }

    @Override
    public Map<String, Fact> facts() {
        return Map.of(name, new Fact.Unavailable(reason));
    }

    @Override
    public Processes processes() {
        return new Processes.Unavailable(reason);
    }

    @Override
    public void close() {}
}
