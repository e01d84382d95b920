/** What stands out in a run: rules that look at its results, and what each found. Pure functions. */
@NullMarked
package io.paretoscope.analysis.rule;

import org.jspecify.annotations.NullMarked;
