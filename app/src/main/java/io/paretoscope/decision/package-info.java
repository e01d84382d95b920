/** What is said of findings, knees, advice and fronts: the same words on the command line and in the window. */
@NullMarked
package io.paretoscope.decision;

import org.jspecify.annotations.NullMarked;
