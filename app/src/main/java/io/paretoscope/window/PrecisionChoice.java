package io.paretoscope.window;

import io.paretoscope.opt.Precision;
import java.util.Optional;

/**
 * A precision as the experiment's device offers it.
 *
 * @param precision the precision
 * @param obstacle why the device does not offer it; empty where it does
 */
record PrecisionChoice(Precision precision, Optional<String> obstacle) {}
