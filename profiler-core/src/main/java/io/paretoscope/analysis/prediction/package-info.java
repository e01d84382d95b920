/** What points that were not measured would be: a small model of steps, fitted to those that were. Pure functions, without a clock or a file. */
@NullMarked
package io.paretoscope.analysis.prediction;

import org.jspecify.annotations.NullMarked;
