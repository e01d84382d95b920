/** Builds of libtorch on disk: what a folder holds, which ones are installed, which one a worker gets, and how one is installed whole. */
@NullMarked
package io.paretoscope.libtorch;

import org.jspecify.annotations.NullMarked;
