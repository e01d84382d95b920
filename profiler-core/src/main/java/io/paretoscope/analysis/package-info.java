/** Answers that several points give together. Pure functions of results. */
@NullMarked
package io.paretoscope.analysis;

import org.jspecify.annotations.NullMarked;
