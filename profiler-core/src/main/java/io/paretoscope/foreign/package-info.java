/** Points that others measured and published, read from their files. They stay apart from what was measured here. */
@NullMarked
package io.paretoscope.foreign;

import org.jspecify.annotations.NullMarked;
