/** What is fetched from the network, and nowhere else is anything: files, with resumption and checksums, and models made of them. */
@NullMarked
package io.paretoscope.download;

import org.jspecify.annotations.NullMarked;
