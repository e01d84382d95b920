/** Tests of the command line, against fakes of what it stands on. */
@NullMarked
package io.paretoscope.cli;

import org.jspecify.annotations.NullMarked;
