/** Where weights come from: Hugging Face folders and cache, safetensors and PyTorch files, synthetic seeds. */
@NullMarked
package io.paretoscope.checkpoint;

import org.jspecify.annotations.NullMarked;
