/** The command line. */
@NullMarked
package io.arvfs.cli;

import org.jspecify.annotations.NullMarked;
