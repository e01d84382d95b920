/** A run as a page to read, to print and to pass on. */
@NullMarked
package io.paretoscope.report;

import org.jspecify.annotations.NullMarked;
