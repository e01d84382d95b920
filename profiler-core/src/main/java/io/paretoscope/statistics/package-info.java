/** Statistics of repeated measurements; pure. */
@NullMarked
package io.paretoscope.statistics;

import org.jspecify.annotations.NullMarked;
