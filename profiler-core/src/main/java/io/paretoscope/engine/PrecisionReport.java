package io.paretoscope.engine;

import io.paretoscope.opt.Precision;
import java.util.Optional;

/**
 * Whether a device can run a precision; known by having tried it there.
 *
 * @param precision the precision
 * @param obstacle why it is not offered; empty where it is
 */
public record PrecisionReport(Precision precision, Optional<String> obstacle) {}
