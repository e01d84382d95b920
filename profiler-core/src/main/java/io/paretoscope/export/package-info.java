/** Runs as CSV and JSON. */
@NullMarked
package io.paretoscope.export;

import org.jspecify.annotations.NullMarked;
