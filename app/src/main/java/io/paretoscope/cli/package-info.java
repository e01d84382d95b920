/** The command line. */
@NullMarked
package io.paretoscope.cli;

import org.jspecify.annotations.NullMarked;
