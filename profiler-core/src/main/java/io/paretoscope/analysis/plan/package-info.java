/** What fits beside what on one device, and how. Pure functions of demands, results and a model of steps. */
@NullMarked
package io.paretoscope.analysis.plan;

import org.jspecify.annotations.NullMarked;
