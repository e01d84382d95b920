/** Proves the instrument: how well this machine measures, and what its device can do at most. */
@NullMarked
package io.paretoscope.selftest;

import org.jspecify.annotations.NullMarked;
