/** What the CUDA driver itself says, bound by JNA. Works without libtorch and creates no context. */
@NullMarked
package io.paretoscope.cuda;

import org.jspecify.annotations.NullMarked;
