/** A plan, its points, the measuring protocol and what comes out of it. */
@NullMarked
package io.paretoscope.sweep;

import org.jspecify.annotations.NullMarked;
