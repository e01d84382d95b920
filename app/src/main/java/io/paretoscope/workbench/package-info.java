/** What the window and the command line both stand on. */
@NullMarked
package io.paretoscope.workbench;

import org.jspecify.annotations.NullMarked;
