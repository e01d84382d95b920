/** What OPT is: sizes, shapes, parameters, bytes and FLOPs. Knows no other package. */
@NullMarked
package io.paretoscope.opt;

import org.jspecify.annotations.NullMarked;
