/** Several engines on one device, and what keeps them apart or lets them share it. */
@NullMarked
package io.paretoscope.replica;

import org.jspecify.annotations.NullMarked;
