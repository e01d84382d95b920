/** A decode step in Java over a libtorch's own memory, by vector instructions on a team of threads. */
@NullMarked
package io.paretoscope.engine.cpu;

import org.jspecify.annotations.NullMarked;
