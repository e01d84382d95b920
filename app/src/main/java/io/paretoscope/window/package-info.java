/** The window: views that build and bind controls, and view models that know no control. */
@NullMarked
package io.paretoscope.window;

import org.jspecify.annotations.NullMarked;
