/** Charts of results, drawn by JFreeChart on the screen and into files. */
@NullMarked
package io.paretoscope.chart;

import org.jspecify.annotations.NullMarked;
