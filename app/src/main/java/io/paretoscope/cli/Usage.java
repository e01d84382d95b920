package io.paretoscope.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Wrong usage that is found after parsing. */
final class Usage {
    private Usage() {}

    /**
     * Wrong usage of the command of {@code spec}.
     *
     * @param spec as picocli injected it, which it does before it calls a command
     */
    static ParameterException wrong(@Nullable CommandSpec spec, IllegalArgumentException e) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()), e);
    }
}
