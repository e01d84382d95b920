/** Child JVMs that own an engine, and how to talk to them. */
@NullMarked
package io.paretoscope.worker;

import org.jspecify.annotations.NullMarked;
