/** Several engines on one device: how they are placed, started, run together and ended. */
@NullMarked
package io.paretoscope.replica;

import org.jspecify.annotations.NullMarked;
