/** Runs kept in H2. */
@NullMarked
package io.paretoscope.store;

import org.jspecify.annotations.NullMarked;
