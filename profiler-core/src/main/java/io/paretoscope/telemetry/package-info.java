/** What a device reports of itself, each number with its time and its source. */
@NullMarked
package io.paretoscope.telemetry;

import org.jspecify.annotations.NullMarked;
