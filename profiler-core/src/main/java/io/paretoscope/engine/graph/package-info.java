/**
 * A decode step as a CUDA graph: own kernels, compiled on the user's card, and the library's matrix products, captured once for a
 * batch and replayed for every token. Knows addresses on the card and nothing of libtorch's tensors.
 */
@NullMarked
package io.paretoscope.engine.graph;

import org.jspecify.annotations.NullMarked;
