/** One model on one device, through DJL's PyTorch engine: prefill, decode, KV cache. */
@NullMarked
package io.paretoscope.engine;

import org.jspecify.annotations.NullMarked;
