/** Where the process begins. */
@NullMarked
package io.paretoscope;

import org.jspecify.annotations.NullMarked;
